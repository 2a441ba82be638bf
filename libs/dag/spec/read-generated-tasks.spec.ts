import { makeTemplates } from '../expand/make-template';
import type { Job } from './dag-spec';
import type { Problem } from './problem';
import { readDagSpec } from './read-dag-spec';
import type { GrowingRun } from './read-generated-tasks';
import { readGeneratedTasks } from './read-generated-tasks';
import type { SpecRules } from './rules';

const rules: SpecRules = {
  pools: new Map([
    ['default', checkJob],
    ['other', () => []],
  ]),
  limits: { maxTasks: 20 },
};

function checkJob({ cores }: Job): readonly Problem[] {
  return cores === 'bad' ? [{ pointer: '/cores', message: 'Bad cores.' }] : [];
}

/** The run that a definition makes, and the templates whose children were asked for. */
function growing(document: object): { readonly run: GrowingRun; readonly asked: string[] } {
  const checked = readDagSpec(JSON.stringify(document), { ...rules, pools: undefined });
  if (!checked.ok) throw new Error(checked.problems[0].message);
  const { tasks, edges, parameters, inherited } = checked.value;
  const templates = makeTemplates(tasks, parameters);
  const asked: string[] = [];
  const run: GrowingRun = {
    parameters,
    inherited,
    templates: new Map(templates.map((template) => [template.spec.name, template])),
    taskCount: templates.reduce((sum, { count }) => sum + count, 0),
    childrenOf: (name) => {
      asked.push(name);
      return edges.filter(({ parent }) => parent === name).map(({ child }) => child);
    },
  };
  return { run, asked };
}

const job = { command: ['true'] };
const base = {
  parameters: { DATE: ['1', '2', '3'], WHO: 'me' },
  jobDefaults: { workDir: '/{{WHO}}' },
  tasks: {
    gen: { job, isGenerator: true },
    pull: { job: { command: ['{{DATE}}'] } },
    push: { job: { command: ['{{DATE}}'] }, parents: ['pull'] },
    end: { job, parents: ['push', 'gen'] },
  },
};

function read(output: unknown, run = growing(base).run): ReturnType<typeof readGeneratedTasks> {
  return readGeneratedTasks(typeof output === 'string' ? output : JSON.stringify(output), run, rules);
}

function problemsOf(output: unknown, run?: GrowingRun): readonly Problem[] {
  const checked = read(output, run);
  return checked.ok ? [] : checked.problems;
}

describe('readGeneratedTasks', () => {
  it('reads tasks with what they inherit and edges to existing templates and one another', () => {
    const checked = read(
      '{"b": {"job": {"command": ["{{DATE}}"]}, "parents": [{"task": "pull", "same": ["DATE"]}], "children": ["end", "7"]},' +
        ' "7": {"command": ["x"], "maxRetries": "1", "isGenerator": true}}',
    );
    expect(checked).toEqual({
      ok: true,
      value: {
        tasks: [
          {
            name: 'b',
            job: { workDir: '/{{WHO}}', command: ['{{DATE}}'] },
            maxRetries: 0,
            retryIntervalSeconds: 0,
            isGenerator: false,
            priority: 0,
            pool: 'default',
          },
          {
            name: '7',
            job: { workDir: '/{{WHO}}', command: ['x'] },
            maxRetries: 1,
            retryIntervalSeconds: 0,
            isGenerator: true,
            priority: 0,
            pool: 'default',
          },
        ],
        edges: [
          { parent: 'pull', child: 'b', same: ['DATE'] },
          { parent: 'b', child: 'end', same: [] },
          { parent: 'b', child: '7', same: [] },
        ],
      },
    });
  });

  it('accepts an empty object', () => {
    expect(read('{}')).toEqual({ ok: true, value: { tasks: [], edges: [] } });
  });

  it.each<[string, unknown, string, RegExp]>([
    ['output that is not JSON', 'hello', '', /^Not JSON: line 1, column 1: expected a value, found "hello"/],
    ['empty output', '', '', /the text is empty/],
    ['output that is no object', '[]', '', /A generator prints an object/],
    ['a name that exists already', { pull: { job } }, '/pull', /has a task "pull" already/],
    ['such a name without a look at the rest', { pull: { jobb: 1, parents: ['end'] } }, '/pull', /already/],
    ['an unknown name', { x: { job, parents: ['pusch'] } }, '/x/parents/0', /Did you mean "push"\?/],
    ['an unknown parameter', { x: { job: { a: '{{DATA}}' } } }, '/x/job/a', /Did you mean "DATE"\?/],
    ['a cycle of new tasks', { x: { job, parents: ['y'] }, y: { job, parents: ['x'] } }, '/x', /x -> y -> x\./],
    ['a cycle through one', { x: { job, parents: ['end'], children: ['end'] } }, '/x', /x -> end -> x\./],
    [
      'a cycle through existing edges',
      { x: { job, parents: ['end'], children: ['pull'] } },
      '/x',
      /x -> pull -> push -> end -> x\./,
    ],
    ['an instance that is an existing task', { x: { job }, pull_3: { job } }, '/pull_3', /"pull_3"/],
    [
      'too many tasks',
      { x: { job: { a: '{{DATE}}' } }, ...singles(10) },
      '',
      /would make 21 tasks; the limit .* is 20/,
    ],
    ['a key twice', '{"x": {"command": []}, "x": {"command": []}}', '/x', /occurs twice/],
    ['a job that is not accepted', { x: { job: { cores: 'bad' } } }, '/x/job/cores', /Bad cores/],
    [
      'a same that the existing side does not use',
      { x: { job: { a: '{{DATE}}' }, parents: [{ task: 'gen', same: ['DATE'] }] } },
      '/x/parents/0/same/0',
      /"gen" does not use it/,
    ],
  ])('refuses %s', (_what, output, pointer, message) => {
    expect(problemsOf(output)).toEqual([{ pointer, message: expect.stringMatching(message) as string }]);
  });

  it('refuses a new multiplied task with an instance that exists, looking at few names either way', () => {
    const { run } = growing({ ...base, tasks: { ...base.tasks, x_3: { job }, x_4: { job } } });
    const output = { x: { job: { a: '{{DATE}}' } } };
    expect(problemsOf(output, run)).toEqual([{ pointer: '/x', message: expect.stringContaining('"x_3"') as string }]);
    const small = growing({ parameters: { DATE: ['1', '2', '3'] }, tasks: { x_3: { job }, x_4: { job } } }).run;
    expect(problemsOf(output, small)).toEqual([{ pointer: '/x', message: expect.stringContaining('"x_3"') as string }]);
  });

  it('follows existing edges only where a cycle could be, and only forwards', () => {
    const harmless = growing(base);
    expect(problemsOf({ x: { job, parents: ['push'] }, y: { job, parents: ['x'] } }, harmless.run)).toEqual([]);
    expect(problemsOf({ x: { job, children: ['pull'] } }, harmless.run)).toEqual([]);
    expect(harmless.asked).toEqual([]);
    const between = growing(base);
    expect(problemsOf({ x: { job, parents: ['pull'], children: ['push'] } }, between.run)).toEqual([]);
    expect(between.asked).toEqual(['push', 'end']);
  });

  it('points at the task for what it inherits, and says where that comes from', () => {
    const { run } = growing({ ...base, jobDefaults: { cores: 'bad' } });
    expect(problemsOf({ x: { job }, y: { job } }, run)).toEqual([
      { pointer: '/x', message: 'Bad cores. ("cores" comes from the run\'s jobDefaults.)' },
      { pointer: '/y', message: 'Bad cores. ("cores" comes from the run\'s jobDefaults.)' },
    ]);
  });

  it('takes pools and limits as they were when nothing is to be checked again', () => {
    const { run } = growing(base);
    const output = JSON.stringify({
      x: { job: { cores: 'bad' }, executionParameters: { pool: 'gone' } },
      ...singles(30),
    });
    const trusted: SpecRules = { limits: { maxTasks: Number.MAX_SAFE_INTEGER } };
    expect(readGeneratedTasks(output, run, trusted).ok).toBe(true);
    expect(readGeneratedTasks(output, run, rules).ok).toBe(false);
  });
});

function singles(count: number): Record<string, object> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`s${at}`, { job }]));
}
