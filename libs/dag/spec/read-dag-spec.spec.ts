import { readDagSpec } from './read-dag-spec';
import type { DagSpec } from './dag-spec';
import type { Problem } from './problem';
import type { JobCheck, SpecRules } from './rules';

const accept: JobCheck = () => [];
const rules: SpecRules = {
  pools: new Map([
    ['default', accept],
    ['cluster', accept],
  ]),
  limits: { maxTasks: 1_000_000 },
};

function read(document: unknown, with_: SpecRules = rules): DagSpec {
  const checked = readDagSpec(typeof document === 'string' ? document : JSON.stringify(document), with_);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, undefined, 1));
  return checked.value;
}

function problems(document: unknown, with_: SpecRules = rules): readonly Problem[] {
  const checked = readDagSpec(typeof document === 'string' ? document : JSON.stringify(document), with_);
  return checked.ok ? [] : checked.problems;
}

describe('readDagSpec', () => {
  it('fills in every default', () => {
    expect(read({ tasks: { a: { job: { command: ['true'] } } } })).toEqual({
      tag: '',
      parameters: [],
      pool: 'default',
      tasks: [
        {
          name: 'a',
          job: { command: ['true'] },
          maxRetries: 0,
          retryIntervalSeconds: 0,
          isGenerator: false,
          priority: 0,
          pool: 'default',
        },
      ],
      edges: [],
      inherited: { pool: 'default', poolParameters: {}, jobDefaults: {} },
    });
  });

  it('reads every field', () => {
    const spec = read({
      tag: 'nightly',
      parameters: { DATE: ['1', '2'], HOST: 'h' },
      jobDefaults: { workDir: '/data' },
      executionParameters: { pool: 'cluster', poolParameters: { partition: 'p' } },
      maxParallel: '7',
      tasks: {
        pull: {
          job: { commandString: 'pull {{DATE}}' },
          maxRetries: '2',
          retryIntervalSeconds: '1.5',
          retryBackoff: { factor: '2', maxSeconds: 60 },
          timeoutSeconds: '1e2',
          isGenerator: true,
          priority: '-3',
        },
        push: {
          job: { commandString: 'push {{DATE}} {{HOST}}' },
          parents: [{ task: 'pull', same: ['DATE'] }],
          executionParameters: { pool: 'default' },
        },
      },
    });
    expect(spec).toEqual({
      tag: 'nightly',
      parameters: [
        { name: 'DATE', value: ['1', '2'] },
        { name: 'HOST', value: 'h' },
      ],
      pool: 'cluster',
      maxParallel: 7,
      tasks: [
        {
          name: 'pull',
          job: { partition: 'p', workDir: '/data', commandString: 'pull {{DATE}}' },
          maxRetries: 2,
          retryIntervalSeconds: 1.5,
          retryBackoff: { factor: 2, maxSeconds: 60 },
          timeoutSeconds: 100,
          isGenerator: true,
          priority: -3,
          pool: 'cluster',
        },
        {
          name: 'push',
          job: { workDir: '/data', commandString: 'push {{DATE}} {{HOST}}' },
          maxRetries: 0,
          retryIntervalSeconds: 0,
          isGenerator: false,
          priority: 0,
          pool: 'default',
        },
      ],
      edges: [{ parent: 'pull', child: 'push', same: ['DATE'] }],
      inherited: { pool: 'cluster', poolParameters: { partition: 'p' }, jobDefaults: { workDir: '/data' } },
    });
  });

  it('reads minus zero as zero', () => {
    const [task] = read({ tasks: { a: { job: {}, maxRetries: '-0', priority: '-0' } } }).tasks;
    expect([task.maxRetries, task.priority]).toEqual([0, 0]);
  });

  it('accepts the older forms', () => {
    const spec = read({
      job: { N: 'x' },
      tasks: {
        a: { name: 'a', command: ['echo', '{{N}}'], retry: '3' },
        b: { commandString: 'echo b' },
      },
    });
    expect(spec.parameters).toEqual([{ name: 'N', value: 'x' }]);
    expect(spec.tasks[0]).toMatchObject({ job: { command: ['echo', '{{N}}'] }, retryIntervalSeconds: 3 });
    expect(spec.tasks[1].job).toEqual({ commandString: 'echo b' });
  });

  it('reports all problems at once', () => {
    const pointers = problems({ tasks: { a: { maxRetries: -1 }, b: { job: 1, parents: ['x', 'b'] } }, tagg: 1 }).map(
      ({ pointer }) => pointer,
    );
    expect(pointers).toEqual([
      '/tagg',
      '/tasks/a',
      '/tasks/a/maxRetries',
      '/tasks/b/job',
      '/tasks/b/parents/0',
      '/tasks/b/parents/1',
    ]);
  });

  it('keeps the order of the document, also of names that look like numbers', () => {
    const spec = read(
      '{"parameters": {"b": "x", "a": ["y"]}, "tasks": {"b": {"job": {}}, "10": {"job": {}}, "9": {"job": {}}, "a": {"job": {}}}}',
    );
    expect(spec.tasks.map(({ name }) => name)).toEqual(['b', '10', '9', 'a']);
    expect(spec.parameters.map(({ name }) => name)).toEqual(['b', 'a']);
  });

  it('takes an edge from either side, and once when it is stated twice', () => {
    const job = { command: ['{{D}}{{E}}'] };
    const spec = read({
      parameters: { D: ['1'], E: ['2'] },
      tasks: {
        a: { job, children: ['b', { task: 'c', same: ['E', 'D'] }] },
        b: { job, parents: ['a', 'a', { task: 'a' }] },
        c: { job, parents: ['b', { task: 'a', same: ['D', 'E', 'D'] }] },
      },
    });
    expect(spec.edges).toEqual([
      { parent: 'a', child: 'b', same: [] },
      { parent: 'a', child: 'c', same: ['D', 'E'] },
      { parent: 'b', child: 'c', same: [] },
    ]);
  });

  it('gives a task what it inherits by its pool', () => {
    const spec = read({
      executionParameters: { poolParameters: { a: 'run', b: 'run', c: 'run', d: 'run' } },
      jobDefaults: { b: 'defaults', c: 'defaults', d: 'defaults' },
      tasks: {
        same: { job: { d: 'own' }, executionParameters: { poolParameters: { c: 'pool', d: 'pool' } } },
        named: { job: {}, executionParameters: { pool: 'default' } },
        other: { job: {}, executionParameters: { pool: 'cluster', poolParameters: { c: 'pool' } } },
      },
    });
    expect(spec.tasks.map(({ job }) => job)).toEqual([
      { a: 'run', b: 'defaults', c: 'pool', d: 'own' },
      { a: 'run', b: 'defaults', c: 'defaults', d: 'defaults' },
      { b: 'defaults', c: 'pool', d: 'defaults' },
    ]);
  });

  it('lets a command of its own replace either form of a default one', () => {
    const spec = read({
      jobDefaults: { command: ['{{UNUSED}}'], workDir: '/' },
      parameters: { UNUSED: ['1', '2'] },
      tasks: { a: { job: { commandString: 'x' } }, b: { commandString: 'y' }, c: { job: {} } },
    });
    expect(spec.tasks.map(({ job }) => job)).toEqual([
      { workDir: '/', commandString: 'x' },
      { workDir: '/', commandString: 'y' },
      { workDir: '/', command: ['{{UNUSED}}'] },
    ]);
  });

  it('lets __proto__ and its like be names, and pollutes nothing', () => {
    const spec = read(
      '{"parameters": {"__proto__": ["1", "2"], "constructor": "c"}, "jobDefaults": {"__proto__": {"polluted": true}},' +
        ' "tasks": {"__proto__": {"job": {"x": "{{__proto__}}{{constructor}}"}, "children": ["constructor"]},' +
        ' "constructor": {"job": {"__proto__": "{{__proto__}}"}, "parents": [{"task": "__proto__"}]},' +
        ' "hasOwnProperty": {"job": {}, "parents": ["__proto__"]}}}',
    );
    expect(spec.tasks.map(({ name }) => name)).toEqual(['__proto__', 'constructor', 'hasOwnProperty']);
    expect(spec.tasks.map(({ job }) => JSON.stringify(job))).toEqual([
      '{"__proto__":{"polluted":true},"x":"{{__proto__}}{{constructor}}"}',
      '{"__proto__":"{{__proto__}}"}',
      '{"__proto__":{"polluted":true}}',
    ]);
    expect(spec.edges).toHaveLength(2);
    expect({}).not.toHaveProperty('polluted');
    expect(problems('{"tasks": {"a": {"job": {}, "__proto__": {"job": 1}, "constructor": 2}}}')).toHaveLength(2);
  });

  it('reports at most 1,000 problems, however many there are', () => {
    const parents = Array.from({ length: 5_000 }, (_, at) => `nobody${at}`);
    const list = problems({ tasks: { a: { job: {}, parents } } });
    expect(list).toHaveLength(1_000);
    expect(list[999].message).toBe('There are 4,001 more problems; correct these first.');
  });

  it('says nothing more about what follows from a problem', () => {
    const job = { command: ['{{BAD}}'] };
    const refuse: JobCheck = () => [{ pointer: '', message: 'never asked' }];
    const strict: SpecRules = { pools: new Map([['default', refuse]]), limits: { maxTasks: 1 } };
    const document = {
      parameters: { BAD: ['1', 2] },
      tasks: { a: { job }, b: { job, parents: [{ task: 'a', same: ['BAD'] }] } },
    };
    expect(problems(document, strict).map(({ pointer }) => pointer)).toEqual(['/parameters/BAD/1']);
  });

  it('counts characters of a tag, not halves of pairs', () => {
    expect(read({ tag: '\u{1F600}'.repeat(256), tasks: { a: { job: {} } } }).tag).toHaveLength(512);
    expect(problems({ tag: '\u{1F600}'.repeat(257), tasks: { a: { job: {} } } })).toHaveLength(1);
  });

  it('makes a million tasks of a small document, and refuses a trillion without making them', () => {
    const thousand = Array.from({ length: 1_000 }, (_, at) => String(at));
    const parameters = { I: thousand, J: thousand, K: thousand, L: thousand };
    const small = { parameters, tasks: { a: { job: { command: ['{{I}}', '{{J}}'] } } } };
    const large = { parameters, tasks: { a: { job: { command: ['{{I}}{{J}}{{K}}{{L}}'] } } } };
    expect(read(small).tasks).toHaveLength(1);
    expect(problems(large)).toEqual([
      { pointer: '/tasks', message: expect.stringContaining('1,000,000,000,000 tasks') as string },
    ]);
  });

  it('reads what was accepted before without asking executors', () => {
    const document = { executionParameters: { pool: 'gone' }, tasks: { a: { job: { any: 1 } } } };
    expect(problems(document)).toHaveLength(1);
    expect(read(document, { limits: rules.limits })).toMatchObject({ pool: 'gone', tasks: [{ pool: 'gone' }] });
  });

  it('asks for a pool when the server has no default one', () => {
    const strict: SpecRules = { pools: new Map([['cluster', accept]]), limits: rules.limits };
    const document = { tasks: { a: { job: {} } } };
    expect(problems(document, strict)).toEqual([
      { pointer: '', message: expect.stringContaining('no default pool; name one of "cluster"') as string },
    ]);
    expect(read({ ...document, executionParameters: { pool: 'cluster' } }, strict).pool).toBe('cluster');
  });
});
