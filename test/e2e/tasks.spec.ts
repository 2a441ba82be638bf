import { attemptListSchema, type AttemptList } from '#wire/attempt';
import { bulkAnswerSchema, taskStateChangeSchema, type BulkAnswer, type TaskStateChange } from '#wire/state-change';
import { taskStateAnswerSchema } from '#wire/states';
import { taskColumnsSchema, type TaskColumns } from '#wire/task-columns';
import { taskListSchema, taskSchema, type Task, type TaskList } from '#wire/task';
import { type Api, problem, shell, startDaggyd } from '../support/api';
import { stopAll } from '../support/daggy-process';

jest.setTimeout(60_000);

let api: Api;
beforeAll(async () => {
  api = await startDaggyd();
});
afterAll(stopAll);

const dry = { executionParameters: { pool: 'dry' } };
const values = (n: number) => Array.from({ length: n }, (_, i) => `${i}`);
const list = (runID: number, query = '') => api.get<TaskList>(`/dagruns/${runID}/tasks?${query}`, taskListSchema);
const names = ({ items }: TaskList) => items.map(({ name }) => name);
const change = (runID: number, task: string, body: object) =>
  api.change<TaskStateChange>('PATCH', `/dagruns/${runID}/tasks/${task}/state`, body, taskStateChangeSchema);
const bulk = (runID: number, body: object) =>
  api.change<BulkAnswer>('PATCH', `/dagruns/${runID}/tasks/state`, body, bulkAnswerSchema);

describe('tasks', () => {
  let runID: number;
  beforeAll(async () => {
    runID = await api.submit({
      parameters: { N: values(5), WHO: 'world' },
      tasks: {
        many: { job: shell('echo "{{WHO}} {{N}}"; test {{N}} != 3'), children: ['end'], maxRetries: 1 },
        end: { job: shell('exit 0') },
      },
    });
    await api.reached(runID, 'ERRORED');
  });

  it('are listed in submission order, in pages, with filters', async () => {
    expect(names(await list(runID))).toEqual(['many_1', 'many_2', 'many_3', 'many_4', 'many_5', 'end']);
    const first = await list(runID, 'limit=4');
    const second = await list(runID, `limit=4&cursor=${first.nextCursor}`);
    expect([names(first), names(second), second.nextCursor]).toEqual([
      ['many_1', 'many_2', 'many_3', 'many_4'],
      ['many_5', 'end'],
      null,
    ]);
    expect(names(await list(runID, 'state=ERRORED,QUEUED'))).toEqual(['many_4', 'end']);
    expect(names(await list(runID, 'name=_[12]$&sort=-submission'))).toEqual(['many_2', 'many_1']);
    expect(names(await list(runID, 'template=end'))).toEqual(['end']);
    expect(names(await list(runID, 'sort=startTime')).at(-1)).toBe('end');
    expect(names(await list(runID, 'sort=-startTime')).at(0)).toBe('many_4');
    problem(await api.ask(`/dagruns/${runID}/tasks?name=x&cursor=${first.nextCursor}`), 400, 'invalid-request');
    problem(await api.ask(`/dagruns/${runID}/tasks?sort=rank`), 400, 'invalid-request');
  });

  it('are listed by name', async () => {
    expect(names(await list(runID, 'names=end,many_2,nix,many_2,constructor'))).toEqual(['many_2', 'end']);
    for (const query of ['names=', 'names=end,,x', 'names=end&state=QUEUED', 'names=end&sort=-startTime']) {
      problem(await api.ask(`/dagruns/${runID}/tasks?${query}`), 400, 'invalid-request');
    }
    problem(await api.ask(`/dagruns/${runID}/tasks?names=${values(1001).join(',')}`), 400, 'invalid-request');
  });

  it('come as columns, in pieces', async () => {
    const columns = (query = '') => api.get<TaskColumns>(`/dagruns/${runID}/task-columns?${query}`, taskColumnsSchema);
    const { states, causes, templates, tasks, taskCount } = await columns();
    const { items } = await list(runID);
    expect(taskCount).toBe(6);
    const at = (time: number | null) => time && new Date(time).toISOString();
    expect(
      tasks.name.map((name, i) => ({
        name,
        template: templates[tasks.template[i]],
        state: states[tasks.state[i]],
        attempts: tasks.attempts[i],
        startTime: at(tasks.startTime[i]),
        stopTime: at(tasks.stopTime[i]),
        rc: tasks.rc[i],
        cause: tasks.cause[i] === null ? null : causes[tasks.cause[i]],
        waitingFor: items[i].waitingFor,
      })),
    ).toEqual(items);
    const piece = await columns('first=4&limit=1');
    expect([piece.first, piece.taskCount, piece.tasks.name]).toEqual([4, 6, ['many_5']]);
    expect((await columns('first=5')).templates).toEqual(['end']);
    expect((await columns('first=600')).tasks.name).toEqual([]);
    problem(await api.ask(`/dagruns/${runID}/task-columns?limit=10001`), 400, 'invalid-request');
    problem(await api.ask('/dagruns/999/task-columns'), 404, 'run-not-found');
  });

  it('say why they wait and how they ended', async () => {
    const { items } = await list(runID, 'state=ERRORED,QUEUED');
    expect(items[0]).toMatchObject({ attempts: 2, rc: 1, cause: 'exit', waitingFor: null, template: 'many' });
    expect(items[1]).toMatchObject({ attempts: 0, startTime: null, waitingFor: { code: 'parents' } });
  });

  it('have job, parameters, edges and attempts with output', async () => {
    const task = await api.get<Task>(`/dagruns/${runID}/tasks/many_4`, taskSchema);
    expect(task).toMatchObject({
      job: { command: ['/bin/sh', '-c', 'echo "world 3"; test 3 != 3'] },
      parameters: { N: '3', WHO: 'world' },
      parents: [],
      children: ['end'],
      maxRetries: 1,
      pool: 'default',
    });
    expect(task.attempts.map(({ attempt, rc, outputLog }) => [attempt, rc, outputLog])).toEqual([
      [1, 1, 'world 3\n'],
      [2, 1, 'world 3\n'],
    ]);
    expect((await api.get<Task>(`/dagruns/${runID}/tasks/end`, taskSchema)).parents).toEqual(['many']);
    expect(await api.get(`/dagruns/${runID}/tasks/end/state`, taskStateAnswerSchema)).toEqual({ state: 'QUEUED' });
  });

  it('have their attempts in the order of their starts, in pages', async () => {
    const first = await api.get<AttemptList>(`/dagruns/${runID}/attempts?limit=5`, attemptListSchema);
    const rest = await api.get<AttemptList>(`/dagruns/${runID}/attempts?cursor=${first.nextCursor}`, attemptListSchema);
    expect(first.items.map(({ task, attempt }) => [task, attempt])).toEqual(
      [1, 2, 3, 4, 5].map((n) => [`many_${n}`, 1]),
    );
    expect(rest.items).toMatchObject([{ task: 'many_4', template: 'many', attempt: 2, rc: 1, cause: 'exit' }]);
    expect(rest.nextCursor).toBeNull();
  });

  it.each([
    'nix',
    'many',
    'many_0',
    'many_6',
    'many_01',
    '..%2Fx',

    'a%00b',
    'constructor',
    'x'.repeat(300),
    '%F0%9F%92%A9',
  ])('there is no task %s', async (name) => {
    for (const path of ['', '/state', '/attempts/1/stdout', '/attempts/1/stderr/search?regex=x']) {
      problem(await api.ask(`/dagruns/${runID}/tasks/${name}${path}`), 404, 'task-not-found');
    }
    problem(
      await api.send('PATCH', `/dagruns/${runID}/tasks/${name}/state`, { state: 'KILLED' }),
      404,
      'task-not-found',
    );
  });

  it('a path that is no UTF-8 is refused', async () => {
    problem(await api.ask(`/dagruns/${runID}/tasks/%ff`), 400, 'invalid-request');
  });
});

describe('commands to a task', () => {
  const chain = { tasks: { a: { job: shell('exec sleep 60'), children: ['b'] }, b: { job: shell('exit 0') } } };

  it('kill it, mark it as completed, and let what depends on it go on', async () => {
    const runID = await api.submit(chain);
    await api.until(
      'a runs',
      () => api.run(runID),
      ({ taskCounts }) => taskCounts.RUNNING === 1,
    );
    problem(await api.send('PATCH', `/dagruns/${runID}/tasks/a/state`, { state: 'COMPLETED' }), 409, 'conflict');
    expect(await change(runID, 'a', { state: 'KILLED' })).toEqual({ state: 'KILLED', changed: { tasks: 1 } });
    await api.reached(runID, 'ERRORED');
    const refusal = problem(
      await api.send('PATCH', `/dagruns/${runID}/tasks/a/state`, { state: 'KILLED' }),
      409,
      'conflict',
    );
    expect(refusal.detail).toContain('KILLED');
    expect(await change(runID, 'a', { state: 'COMPLETED' })).toEqual({ state: 'COMPLETED', changed: { tasks: 1 } });
    await api.reached(runID, 'COMPLETED');
  });

  it('queue it again, with what depends on it when that is wanted', async () => {
    const runID = await api.submit({
      ...dry,
      tasks: { a: { job: {}, children: ['b'] }, b: { job: {}, children: ['c'] }, c: { job: {} } },
    });
    await api.reached(runID, 'COMPLETED');
    const attempts = async () => (await list(runID)).items.map((task) => task.attempts);
    expect((await change(runID, 'b', { state: 'QUEUED' })).changed).toEqual({ tasks: 1 });
    await api.reached(runID, 'COMPLETED');
    expect(await attempts()).toEqual([1, 2, 1]);
    expect((await change(runID, 'b', { state: 'QUEUED', downstream: true })).changed).toEqual({ tasks: 2 });
    await api.reached(runID, 'COMPLETED');
    expect(await attempts()).toEqual([1, 3, 2]);
  });

  it.each([
    {},
    { state: 'RUNNING' },
    { state: 'KILLED', downstream: true },
    { state: 'QUEUED', all: 1 },
    { state: 'QUEUED', downstream: 'yes' },
  ])('are refused as %j', async (body) => {
    const runID = await api.submit({ ...dry, tasks: { a: { job: {} } } });
    problem(await api.send('PATCH', `/dagruns/${runID}/tasks/a/state`, body), 400, 'invalid-request');
  });
});

describe('commands to many tasks', () => {
  const failing = {
    ...dry,
    parameters: { N: values(1200) },
    tasks: { bad: { job: { rc: 7, output: '{{N}}' } }, good: { job: { output: '{{N}}' } } },
  };
  let runID: number;
  beforeAll(async () => {
    runID = await api.submit(failing);
    await api.reached(runID, 'ERRORED');
  });

  it('say what would happen, and do it', async () => {
    const request = { state: 'COMPLETED', filter: { state: 'ERRORED', name: '_1$|_12..$', template: 'bad' } };
    expect(await bulk(runID, { ...request, dryRun: true })).toEqual({ matched: 2, changed: 2, refused: [] });
    expect((await api.run(runID)).taskCounts).toMatchObject({ ERRORED: 1200, COMPLETED: 1200 });
    expect(await bulk(runID, request)).toEqual({ matched: 2, changed: 2, refused: [] });
    expect((await api.run(runID)).taskCounts).toMatchObject({ ERRORED: 1198, COMPLETED: 1202 });
    expect(await bulk(runID, request)).toEqual({ matched: 0, changed: 0, refused: [] });
  });

  it('name what is refused, up to 1,000', async () => {
    const few = await bulk(runID, { state: 'KILLED', names: ['good_2', 'nix', 'good_1', 'good_2'] });
    expect(few).toMatchObject({ matched: 2, changed: 0 });
    expect(few.refused).toEqual([
      { name: 'nix', reason: 'the run has no such task' },
      { name: 'good_1', reason: expect.stringContaining('COMPLETED') },
      { name: 'good_2', reason: expect.stringContaining('COMPLETED') },
    ]);
    const many = await bulk(runID, { state: 'KILLED', filter: { state: ['COMPLETED', 'ERRORED'] } });
    expect([many.matched, many.changed, many.refused.length]).toEqual([2400, 0, 1000]);
    const unknown = await bulk(runID, { state: 'KILLED', names: ['good_1', ...values(1500)] });
    expect([unknown.matched, unknown.changed, unknown.refused.length]).toEqual([1, 0, 1000]);
  });

  it.each([
    { state: 'QUEUED' },
    { state: 'QUEUED', filter: {} },
    { state: 'QUEUED', names: [] },
    { state: 'QUEUED', names: ['bad_1'], filter: { template: 'bad' } },
    { state: 'QUEUED', filter: { name: '(' } },
    { state: 'QUEUED', filter: { state: 'DONE' } },
    { state: 'QUEUED', filter: { rank: 1 } },
    { state: 'PAUSED', filter: { template: 'bad' } },
  ])('are refused as %j', async (body) => {
    problem(await api.send('PATCH', `/dagruns/${runID}/tasks/state`, body), 400, 'invalid-request');
  });

  it('queue a thousand again', async () => {
    expect(await bulk(runID, { state: 'QUEUED', filter: { state: ['ERRORED'] } })).toMatchObject({
      matched: 1198,
      changed: 1198,
    });
    await api.until(
      'they failed again',
      () => api.run(runID),
      ({ state, taskCounts }) => state === 'ERRORED' && taskCounts.ERRORED === 1198,
    );
    const { items } = await list(runID, 'name=^bad_5$');
    expect(items[0].attempts).toBe(2);
  });
});

it('a list costs the same for ten tasks and for a million', async () => {
  const thousand = values(1000);
  const small = await api.submit({
    ...dry,
    tag: 'small',
    maxParallel: 1,
    parameters: { I: values(10) },
    tasks: { a: { job: { durationMs: 60_000, output: '{{I}}' } } },
  });
  const large = await api.submit({
    ...dry,
    maxParallel: 1,
    parameters: { I: thousand, J: thousand },
    tasks: { a: { job: { durationMs: 60_000, output: '{{I}}{{J}}' } } },
  });
  const cost = async (runID: number, query: string) => {
    const begin = performance.now();
    for (let i = 0; i < 10; i++) await list(runID, query);
    return (performance.now() - begin) / 10;
  };
  for (const query of ['', 'sort=-submission', 'state=RUNNING', 'sort=startTime', 'state=KILLED', 'name=x$&limit=10']) {
    await cost(large, query);
    const [ofSmall, ofLarge] = [await cost(small, query), await cost(large, query)];
    expect(ofLarge).toBeLessThan(ofSmall + 100);
  }
});
