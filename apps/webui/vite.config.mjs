import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** `npx vite apps/webui` serves the sources and passes the API on to a daggyd on its usual port. */
export default defineConfig({
  root: path('.'),
  plugins: [vue()],
  resolve: { alias: [{ find: /^#(wire|dag)\//, replacement: path('../../libs/$1/') }] },
  build: { outDir: path('../../dist/apps/webui'), emptyOutDir: true, sourcemap: false, assetsInlineLimit: 0 },
  worker: { format: 'es' },
  server: {
    proxy: { '/api': 'http://127.0.0.1:2503', '/livez': 'http://127.0.0.1:2503', '/docs': 'http://127.0.0.1:2503' },
  },
});
