import { runCreatedSchema, runListSchema, runSummarySchema, validationReportSchema } from '#wire/run';
import type { RunCreated, RunList, RunSummary, ValidationReport } from '#wire/run';
import { type RunStateChange, runStateChangeSchema } from '#wire/state-change';
import { runStateAnswerSchema } from '#wire/states';
import { type Api, problem, shell, startDaggyd, valid } from '../support/api';
import { stopAll } from '../support/daggy-process';

jest.setTimeout(60_000);

let api: Api;
beforeAll(async () => {
  api = await startDaggyd();
});
afterAll(stopAll);

const dry = { executionParameters: { pool: 'dry' } };
const two = { ...dry, tag: 'two', tasks: { a: { job: {}, children: ['b'] }, b: { job: {} } } };

describe('submission', () => {
  it('runs what was submitted and tells where it is', async () => {
    const answer = await api.send('POST', '/dagruns', two);
    const { runID, taskCount } = valid<RunCreated>(answer, runCreatedSchema);
    expect([answer.status, taskCount, answer.headers.location]).toEqual([201, 2, `/api/v1/dagruns/${runID}`]);
    await api.reached(runID, 'COMPLETED');
    const run = await api.get<RunSummary>(`/dagruns/${runID}`, runSummarySchema);
    expect(run).toMatchObject({ tag: 'two', taskCount: 2, pool: 'dry', taskCounts: { COMPLETED: 2, QUEUED: 0 } });
    expect(await api.get(`/dagruns/${runID}/state`, runStateAnswerSchema)).toEqual({ state: 'COMPLETED' });
  });

  it('gives the definition back byte for byte', async () => {
    const text =
      ' {\n "tasks" : {"a" : {"job": {}}}, "tag": "\\u00e9\u20ac" , "executionParameters": {"pool":"dry"}}\n';
    const { runID } = valid<RunCreated>(await api.send('POST', '/dagruns', text), runCreatedSchema);
    const answer = await api.ask(`/dagruns/${runID}/spec`);
    expect([answer.body, answer.headers['content-type']]).toEqual([text, 'application/json; charset=utf-8']);
  });

  it('tells every problem of a definition with its place', async () => {
    const wrong = { ...dry, tasks: { a: { job: {}, parents: ['bb'] }, b: { jub: {} } } };
    for (const path of ['/dagruns', '/dagruns/validate']) {
      const { errors } = problem(await api.send('POST', path, wrong), 400, 'invalid-definition');
      expect(errors?.map(({ pointer }) => pointer)).toEqual(
        expect.arrayContaining(['/tasks/a/parents/0', '/tasks/b/jub']),
      );
    }
  });

  it('only checks when asked to', async () => {
    const before = (await api.get<RunList>('/dagruns', runListSchema)).items.length;
    const definition = {
      ...dry,
      parameters: { D: ['1', '2', '3'] },
      tasks: {
        a: { job: { output: '{{D}}' }, children: [{ task: 'c', same: ['D'] }] },
        b: { job: {}, parents: ['a'] },
        c: { job: { output: '{{D}}' } },
      },
    };
    expect(await api.change<ValidationReport>('POST', '/dagruns/validate', definition, validationReportSchema)).toEqual(
      {
        valid: true,
        taskCount: 7,
        templates: [
          { name: 'a', instances: 3 },
          { name: 'b', instances: 1 },
          { name: 'c', instances: 3 },
        ],
        edges: [
          { parent: 'a', child: 'c', same: ['D'] },
          { parent: 'a', child: 'b', same: [] },
        ],
        longestChain: 2,
      },
    );
    expect((await api.get<RunList>('/dagruns', runListSchema)).items).toHaveLength(before);
  });
});

describe('Idempotency-Key', () => {
  const submit = (key: string, body: object) => api.send('POST', '/dagruns', body, { 'idempotency-key': key });

  it('answers with the first run to the same body, with 422 to another', async () => {
    const first = await submit('key-1', two);
    const { runID } = valid<RunCreated>(first, runCreatedSchema);
    const again = await submit('key-1', two);
    expect([first.status, again.status, valid<RunCreated>(again, runCreatedSchema).runID]).toEqual([201, 200, runID]);
    expect(again.headers.location).toBe(`/api/v1/dagruns/${runID}`);
    problem(await submit('key-1', { ...two, tag: 'other' }), 422, 'idempotency-mismatch');
  });

  it('makes one run of submissions at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => submit('key-2', two)));
    const ids = answers.map((answer) => valid<RunCreated>(answer, runCreatedSchema).runID);
    expect(new Set(ids).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
  });

  it.each(['', 'a b', 'x'.repeat(256), 'é'])('refuses %j', async (key) => {
    problem(await submit(key, two), 400, 'invalid-request');
  });
});

describe('the list of runs', () => {
  it('is newest first, in pages, with filters', async () => {
    const ids: number[] = [];
    for (const tag of ['list-1', 'list-2', 'list-3', 'other']) ids.push(await api.submit({ ...two, tag }));
    for (const id of ids) await api.reached(id, 'COMPLETED');
    const list = (query: string) => api.get<RunList>(`/dagruns?${query}`, runListSchema);
    const runIDs = ({ items }: RunList) => items.map(({ runID }) => runID);
    const [a, b, c, d] = ids;
    expect(runIDs(await list('limit=2'))).toEqual([d, c]);
    const first = await list('tag=^list-&limit=2');
    expect(runIDs(first)).toEqual([c, b]);
    const second = await list(`tag=^list-&limit=2&cursor=${first.nextCursor}`);
    expect([runIDs(second), second.nextCursor]).toEqual([[a], null]);
    expect(runIDs(await list('tag=^list-&sort=tag'))).toEqual([a, b, c]);
    expect(runIDs(await list('tag=^list-&sort=-startTime&state=COMPLETED,KILLED'))).toEqual([c, b, a]);
    expect(runIDs(await list('tag=^list-&state=KILLED'))).toEqual([]);
    const since = (await api.run(b)).submitTime;
    expect(runIDs(await list(`tag=^list-&sort=runID&since=${since}`))).toEqual([b, c]);
    expect(runIDs(await list(`tag=^list-&until=${since}`))).toEqual([a]);
    problem(await api.ask(`/dagruns?tag=x&cursor=${first.nextCursor}`), 400, 'invalid-request');
  });

  it.each([
    'foo=1',
    'limit=0',
    'limit=1001',
    'state=DONE',
    'sort=rank',
    'tag=(',
    'since=yesterday',
    'cursor=abc',
    'limit=1&limit=2',
  ])('refuses ?%s', async (query) => {
    const { errors } = problem(await api.ask(`/dagruns?${query}`), 400, 'invalid-request');
    expect(errors?.[0].pointer).toBe(`/${query.slice(0, query.indexOf('='))}`);
  });

  it('is not held up by a regular expression', async () => {
    await api.submit({ ...two, tag: 'a'.repeat(250) });
    // Where it is tried out in every way, it takes longer than this universe.
    expect((await api.ask(`/dagruns?tag=${encodeURIComponent('^(a+)+$x')}`)).status).toBe(200);
  });
});

describe('commands to a run', () => {
  const change = (runID: number, state: string) =>
    api.change<RunStateChange>('PATCH', `/dagruns/${runID}/state`, { state }, runStateChangeSchema);
  const refused = (runID: number, state: string) => api.send('PATCH', `/dagruns/${runID}/state`, { state });

  it('kills it, tells its end, and runs it again', async () => {
    const runID = await api.submit({
      tasks: {
        a: { job: shell('sleep 60') },
        b: { job: shell('exit 0') },
        c: { job: shell('exit 0'), parents: ['a'] },
      },
    });
    await api.until(
      'b is done',
      () => api.run(runID),
      ({ taskCounts }) => taskCounts.COMPLETED === 1,
    );
    expect(await change(runID, 'KILLED')).toEqual({ state: 'KILLED', changed: { tasks: 1 } });
    expect((await api.run(runID)).taskCounts).toMatchObject({ KILLED: 1, COMPLETED: 1, QUEUED: 1 });
    problem(await refused(runID, 'KILLED'), 409, 'conflict');
    expect((await change(runID, 'QUEUED')).changed).toEqual({ tasks: 1 });
    await api.until(
      'a runs again',
      () => api.run(runID),
      ({ taskCounts }) => taskCounts.RUNNING === 1,
    );
    await change(runID, 'KILLED');
  });

  it('pauses and resumes it', async () => {
    const runID = await api.submit({
      ...dry,
      maxParallel: 1,
      tasks: { a: { job: { durationMs: 50 } }, b: { job: {}, parents: ['a'] } },
    });
    expect((await change(runID, 'PAUSED')).state).toBe('PAUSED');
    await api.until(
      'a is done',
      () => api.run(runID),
      ({ taskCounts }) => taskCounts.COMPLETED === 1,
    );
    expect((await api.run(runID)).state).toBe('PAUSED');
    problem(await refused(runID, 'PAUSED'), 409, 'conflict');
    expect((await change(runID, 'RUNNING')).state).toBe('RUNNING');
    await api.reached(runID, 'COMPLETED');
    for (const state of ['RUNNING', 'PAUSED', 'KILLED', 'QUEUED']) {
      expect(problem(await refused(runID, state), 409, 'conflict').detail).toContain('COMPLETED');
    }
  });

  it.each([{}, { state: 'COMPLETED' }, { state: 'KILLED', force: true }, [], { state: 1 }])(
    'refuses %j',
    async (body) => {
      const runID = await api.submit(two);
      problem(await api.send('PATCH', `/dagruns/${runID}/state`, body), 400, 'invalid-request');
    },
  );
});

describe('removal', () => {
  it('takes a finished run away with its output, and no other', async () => {
    const runID = await api.submit({ tasks: { a: { job: shell('echo x; sleep 60') } } });
    problem(await api.ask(`/dagruns/${runID}`, { method: 'DELETE' }), 409, 'conflict');
    await api.change('PATCH', `/dagruns/${runID}/state`, { state: 'KILLED' }, runStateChangeSchema);
    const removed = await api.ask(`/dagruns/${runID}`, { method: 'DELETE' });
    expect([removed.status, removed.body]).toEqual([204, '']);
    for (const path of [
      '',
      '/spec',
      '/state',
      '/tasks',
      '/tasks/a',
      '/tasks/a/attempts/1/stdout',
      '/attempts',
      '/graph',
    ]) {
      expect(problem(await api.ask(`/dagruns/${runID}${path}`), 404, 'run-not-found').detail).toContain(`${runID}`);
    }
    problem(await api.ask(`/dagruns/${runID}`, { method: 'DELETE' }), 404, 'run-not-found');
  });

  it.each(['0', '-1', '1.5', 'x', '1e3', '999999', '99999999999999999999', '%00', 'constructor'])(
    'there is no run %s',
    async (id) => {
      for (const path of ['', '/spec', '/tasks/a'])
        problem(await api.ask(`/dagruns/${id}${path}`), 404, 'run-not-found');
      problem(await api.send('PATCH', `/dagruns/${id}/state`, { state: 'KILLED' }), 404, 'run-not-found');
    },
  );
});

it('answers 405 with what is possible', async () => {
  const answer = await api.send('PUT', '/dagruns', two);
  problem(answer, 405, 'method-not-allowed');
  expect(answer.headers.allow).toBe('GET, HEAD, POST');
});
