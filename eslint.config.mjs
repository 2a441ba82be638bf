import js from '@eslint/js';
import vue from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';

/** Forbids the given import patterns in the given files, with the reason. */
function forbid(files, rules) {
  return {
    files,
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: rules.map(([group, message]) => ({ group, message })) }],
    },
  };
}

const node = [['node:*', 'fs', 'path', 'child_process'], 'The core is plain TypeScript: take it through a port.'];
const nest = [['@nestjs/*'], 'The core and the wire types know nothing of Nest.'];
const apps = [['**/apps/**'], 'Libraries never import applications.'];

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.ts', '**/*.vue'],
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      'max-lines': ['error', { max: 400 }],
      'no-control-regex': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        setImmediate: 'readonly',
        fetch: 'readonly',
        module: 'writable',
        require: 'readonly',
        URL: 'readonly',
        performance: 'readonly',
        TextDecoder: 'readonly',
        AbortSignal: 'readonly',
      },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['**/*.vue'],
    rules: {
      // The compiler looks for unknown names; it knows the browser's.
      'no-undef': 'off',
      'vue/multi-word-component-names': 'off',
      // Prettier formats.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/no-v-html': 'error',
      'vue/require-default-prop': 'off',
    },
  },
  // Imports point one way: dag <- executors, state, wire <- server <- apps. Executors and state never see each other.
  forbid(
    ['libs/dag/**/*.ts'],
    [node, nest, apps, [['#executors/*', '#state/*', '#wire/*', '#server/*'], 'The core imports nothing but itself.']],
  ),
  forbid(['libs/executors/**/*.ts'], [apps, [['#state/*', '#wire/*', '#server/*'], 'Executors import the core only.']]),
  forbid(
    ['libs/executors/daggy-runner/**/*.ts'],
    [apps, [['#state/*', '#server/*'], 'The client of a runner knows its API, and else the core only.']],
  ),
  forbid(
    ['libs/state/**/*.ts'],
    [apps, [['#executors/*', '#wire/*', '#server/*'], 'State loggers import the core only.']],
  ),
  forbid(
    ['libs/wire/**/*.ts'],
    [node, nest, apps, [['#executors/*', '#state/*', '#server/*'], 'Wire types import the core only.']],
  ),
  forbid(
    ['apps/daggyc/**/*.ts'],
    [[['#dag/*', '#executors/*', '#state/*', '**/daggyd/**', '**/daggyr/**'], 'The client knows the API only.']],
  ),
  forbid(
    ['apps/webui/**/*.ts', 'apps/webui/**/*.vue'],
    [
      node,
      nest,
      [
        ['#dag/*', '#executors/*', '#state/*', '#server/*', '**/daggyd/**', '**/daggyr/**'],
        'The web UI runs in a browser and knows the API by its wire types only.',
      ],
    ],
  ),
  forbid(
    ['libs/server/**/*.ts'],
    [apps, [['#executors/*', '#state/*'], 'The server library is shared by daggyd and daggyr.']],
  ),
);
