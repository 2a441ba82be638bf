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
});
