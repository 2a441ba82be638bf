import { graphAnswerSchema, type TaskGraph, type TemplateGraph } from '#wire/graph';
import { poolListSchema, type PoolList } from '#wire/pool';
import { type Api, problem, startDaggyd } from '../support/api';
import { stopAll } from '../support/daggy-process';
import { ask } from '../support/http';
import { openApiFaults } from '../support/openapi-walk';

jest.setTimeout(60_000);

let api: Api;
beforeAll(async () => {
  api = await startDaggyd();
});
afterAll(stopAll);

const dry = { executionParameters: { pool: 'dry' } };
const values = (n: number) => Array.from({ length: n }, (_, i) => `${i}`);

describe('the graph of a run', () => {
  it('comes by task, by template, and around a task', async () => {
    const runID = await api.submit({
      ...dry,
      parameters: { D: ['1', '2'] },
      tasks: { pull: { job: { output: '{{D}}' }, children: ['end'] }, end: { job: { rc: 1 } } },
    });
    await api.reached(runID, 'ERRORED');
    const states = ['QUEUED', 'RUNNING', 'RETRY', 'COMPLETED', 'ERRORED', 'KILLED'];
    expect(await api.get<TaskGraph>(`/dagruns/${runID}/graph`, graphAnswerSchema)).toEqual({
      by: 'task',
      states,
      templates: ['pull', 'end'],
      nodes: { name: ['pull_1', 'pull_2', 'end'], template: [0, 0, 1], state: [3, 3, 4] },
      edges: { parent: [0, 1], child: [2, 2] },
      taskCount: 3,
    });
    expect(await api.get<TemplateGraph>(`/dagruns/${runID}/graph?by=template`, graphAnswerSchema)).toEqual({
      by: 'template',
      states,
      nodes: {
        name: ['pull', 'end'],
        instances: [2, 1],
        counts: [
          [0, 0, 0, 2, 0, 0],
          [0, 0, 0, 0, 1, 0],
        ],
      },
      edges: { parent: [0], child: [1], same: [[]] },
      taskCount: 3,
    });
    const around = await api.get<TaskGraph>(`/dagruns/${runID}/graph?around=pull_2&levels=3`, graphAnswerSchema);
    expect([around.nodes.name, around.edges]).toEqual([['pull_2', 'end'], { parent: [0], child: [1] }]);
    problem(await api.ask(`/dagruns/${runID}/graph?around=pull`), 404, 'task-not-found');
    for (const query of ['levels=1', 'around=end&by=template', 'by=rank', 'around=end&levels=0', 'x=1']) {
      problem(await api.ask(`/dagruns/${runID}/graph?${query}`), 400, 'invalid-request');
    }
  });

  it('is refused when it is too large to send whole, and says how else to see it', async () => {
    const runID = await api.submit({
      ...dry,
      maxParallel: 1,
      parameters: { N: values(1000), M: values(60) },
      tasks: {
        first: { job: { durationMs: 60_000 }, children: ['a'] },
        a: { job: { output: '{{N}}{{M}}' }, children: ['b'] },
        b: { job: { output: '{{N}}{{M}}' } },
      },
    });
    const refusal = problem(await api.ask(`/dagruns/${runID}/graph`), 413, 'too-large');
    expect(refusal.detail).toMatch(/by=template.*around=/);
    problem(await api.ask(`/dagruns/${runID}/graph?around=a_1`), 413, 'too-large');
    const { edges, taskCount } = await api.get<TemplateGraph>(`/dagruns/${runID}/graph?by=template`, graphAnswerSchema);
    expect([edges.parent, edges.child, taskCount]).toEqual([[0, 1], [1, 2], 120_001]);
  });
});

it('pools tell what they are doing', async () => {
  const before = await api.get<PoolList>('/pools', poolListSchema);
  expect(before.items.map(({ name, kind, capacity }) => [name, kind, capacity.slots])).toEqual([
    ['default', 'ForkingTaskExecutor', 10],
    ['dry', 'NoopTaskExecutor', null],
  ]);
  const runID = await api.submit({
    parameters: { N: values(12) },
    tasks: { a: { job: { command: ['/bin/sleep', '6{{N}}'] } } },
  });
  const busy = await api.until(
    'ten run',
    () => api.get<PoolList>('/pools', poolListSchema),
    ({ items }) => items[0].running === 10,
  );
  expect(busy.items[0].waiting).toBe(2);
  const metrics = (await ask(`${api.server.url}/metrics`)).body;
  expect(metrics).toContain('daggy_attempts_running{pool="default"} 10');
  expect(metrics).toContain('daggy_tasks_waiting{pool="default"} 2');
  expect(metrics).toMatch(/daggy_runs\{state="RUNNING"\} [1-9]/);
  expect(metrics).toMatch(/daggy_attempts_started_total [1-9]/);
  expect(metrics).toContain('daggy_store_trouble 0');
  await api.send('PATCH', `/dagruns/${runID}/state`, { state: 'KILLED' });
});

describe('the API document', () => {
  it('says everything of every operation', async () => {
    const document = JSON.parse((await ask(`${api.server.url}/docs-json`)).body) as { paths: object };
    expect(openApiFaults(document)).toEqual([]);
    expect(Object.keys(document.paths)).toHaveLength(24);
  });

  it('has a page for people', async () => {
    expect((await ask(`${api.server.url}/docs`)).body).toContain('swagger');
  });
});
