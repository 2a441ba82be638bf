import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Api, shell, startDaggyd } from '../support/api';
import { Daggyc, failedRun } from '../support/daggyc';
import { stopAll, temporaryDirectory } from '../support/daggy-process';

jest.setTimeout(60_000);

let api: Api;
let daggyc: Daggyc;
let folder: string;
beforeAll(async () => {
  api = await startDaggyd();
  daggyc = new Daggyc(api.server.url);
  folder = temporaryDirectory();
});
afterAll(stopAll);

const dry = { executionParameters: { pool: 'dry' } };

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('daggyc submit', () => {
  it('prints the run id, and nothing else, to stdout', async () => {
    const definition = file(
      'two.json',
      JSON.stringify({ ...dry, tag: 'plain', tasks: { a: { job: {} }, b: { job: {} } } }),
    );
    const { code, stdout, stderr } = await daggyc.run(['submit', definition]);
    expect([code, stdout, stderr]).toEqual([
      0,
      expect.stringMatching(/^\d+\n$/),
      `Run ${stdout.trim()} with 2 tasks.\n`,
    ]);
    expect(await api.run(Number(stdout))).toMatchObject({ tag: 'plain', taskCount: 2 });
    expect(await daggyc.json('submit', definition)).toMatchObject({ taskCount: 2 });
  });

  it('takes YAML, parameters and a tag from the command line', async () => {
    const yaml =
      'tag: old\nparameters:\n  DATE: mon\n  KEPT: k\ntasks:\n  pull:\n    job: {rc: 0, output: "{{DATE}} {{KEPT}} {{REGION}}"}\n';
    const args = ['--param', 'DATE=tue', '--param', 'REGION=a', '--param', 'REGION=b=c', '--tag', 'new'];
    const definition = `executionParameters: {pool: dry}\n${yaml}`;
    const { code, stdout } = await daggyc.run(['submit', '-', ...args, '--wait'], definition);
    expect(code).toBe(0);
    const runID = stdout.trim();
    expect(await daggyc.ok('tasks', runID, '-o', 'name')).toBe('pull_1\npull_2\n');
    expect(await daggyc.json('get', runID)).toMatchObject({ tag: 'new', state: 'COMPLETED' });
    expect(JSON.parse(await daggyc.ok('get', runID, '--definition'))).toMatchObject({
      tag: 'new',
      parameters: { DATE: 'tue', KEPT: 'k', REGION: ['a', 'b=c'] },
    });
    expect(await daggyc.json('get', runID, 'pull_2')).toMatchObject({ job: { output: 'tue k b=c' } });
  });

  it('sends JSON byte for byte', async () => {
    const text = '{ "tasks" : {"2": {"job":{}}, "1": {"job":{}}}, "executionParameters": {"pool":"dry"} }\n';
    const runID = (await daggyc.run(['submit', '-'], text)).stdout.trim();
    expect((await api.ask(`/dagruns/${runID}/spec`)).body).toBe(text);
  });

  it('submits once under an idempotency key', async () => {
    const definition = JSON.stringify({ ...dry, tasks: { a: { job: {} } } });
    const submit = (text: string) => daggyc.run(['submit', '-', '--idempotency-key', 'nightly-1'], text);
    const first = await submit(definition);
    expect((await submit(definition)).stdout).toBe(first.stdout);
    expect((await submit(definition.replace('"a"', '"b"'))).code).toBe(2);
  });

  it('waits, and tells by its exit code how the run ended', async () => {
    const run = (rc: number) => JSON.stringify({ ...dry, tasks: { a: { job: { rc } } } });
    const wait = async (rc: number, flag: string) => {
      const { code, stderr } = await daggyc.run(['submit', '-', flag], run(rc));
      return [code, /Run \d+ (\w+) after .*/.exec(stderr)?.[1]];
    };
    expect(await wait(0, '--wait')).toEqual([0, 'COMPLETED']);
    expect(await wait(1, '--watch')).toEqual([1, 'ERRORED']);
    expect(await wait(1, '--follow')).toEqual([1, 'ERRORED']);
    expect((await daggyc.run(['submit', '-', '--wait', '--watch'], run(0))).code).toBe(2);
  });

  it('follows what the tasks write', async () => {
    const definition = JSON.stringify({
      tasks: {
        a: { job: shell('echo one; sleep 0.3; printf two; echo oh >&2'), children: ['b'] },
        b: { job: shell('echo three') },
      },
    });
    const { code, stdout } = await daggyc.run(['submit', '-', '--follow', '-o', 'name'], definition);
    const [, ...lines] = stdout.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines.sort()).toEqual(['a ! oh', 'a | one', 'a | two', 'b | three']);
  });
});

describe('problems of a definition', () => {
  it('are shown all at once, each with its place in the file', async () => {
    const yaml = file(
      'bad.yaml',
      'parameters: {DATE: mon}\ntasks:\n  a:\n    job: {command: [echo, "{{DAET}}"]}\n    parents: [b]\n  c:\n    jbo: {}\n',
    );
    for (const command of ['validate', 'submit']) {
      const { code, stdout, stderr } = await daggyc.run([command, yaml]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('The definition has 4 problems.');
      expect(stderr).toMatch(
        new RegExp(`^  ${yaml}:4:27: .*Did you mean "DATE"\\? \\(/tasks/a/job/command/1\\)$`, 'm'),
      );
      expect(stderr).toMatch(new RegExp(`^  ${yaml}:5:15: There is no task "b"`, 'm'));
      expect(stderr).toMatch(new RegExp(`^  ${yaml}:7:5: "jbo" is no field`, 'm'));
    }
  });

  it('are found in JSON, in what is no JSON, and in what is no YAML', async () => {
    const see = async (name: string, text: string) => {
      const { code, stderr } = await daggyc.run(['validate', file(name, text)]);
      expect(code).toBe(2);
      return stderr;
    };
    expect(
      await see('a.json', '{\n\t"tasks": {"a": {\n\t\t"job": {"command": ["true"]},\n\t\t"maxRetries": -1}}}'),
    ).toMatch(/a\.json:4:3: .*\/tasks\/a\/maxRetries/);
    expect(await see('b.json', '{"tasks": {\n  "a" {}}}')).toMatch(/b\.json:2:7: Not JSON: expected ":"/);
    expect(await see('c.yaml', 'tasks: [a\nb: 1\nb: 2\n')).toMatch(
      /c\.yaml:2:1: .*\n.*c\.yaml:3:1: Map keys must be unique/,
    );
    expect(await see('d.yaml', '\u0000')).toMatch(/d\.yaml/);
  });

  it('are told of parameters from the command line too', async () => {
    const { code, stderr } = await daggyc.run(
      ['validate', '-', '--param', 'N=1'],
      '{"tasks": {"a": {"job": {"x": 1}}}}',
    );
    expect([code, stderr]).toEqual([2, expect.stringContaining('standard input:1:26: Unknown field')]);
    expect((await daggyc.run(['validate', '-', '--param', 'N'], '{}')).stderr).toContain('Write NAME=value.');
    expect((await daggyc.run(['validate', join(folder, 'none.json')])).stderr).toContain('there is no such file');
  });

  it('do not hide what a good one becomes', async () => {
    const text = JSON.stringify({
      parameters: { I: ['1', '2'] },
      tasks: { a: { job: shell('{{I}}'), children: ['b'] }, b: { job: shell('') } },
    });
    const { code, stdout, stderr } = await daggyc.run(['validate', '-'], text);
    expect([code, stdout]).toEqual([0, 'TEMPLATE  INSTANCES\na                 2\nb                 1\n']);
    expect(stderr).toBe('Valid: 3 tasks, 2 on the longest way through the graph.\n');
    expect(JSON.parse((await daggyc.run(['validate', '-', '-o', 'json'], text)).stdout)).toMatchObject({
      taskCount: 3,
    });
  });
});

describe('daggyc shows', () => {
  it('runs, in every format', async () => {
    const first = await failedRun(api, 'formats one');
    const second = await api.submit({ ...dry, tag: 'formats "two"\u001b[31m', tasks: { a: { job: {} } } });
    await api.reached(second, 'COMPLETED');
    const list = (...args: string[]) => daggyc.ok('list', '--tag', '^formats', ...args);
    expect(await list()).toMatch(
      new RegExp(
        '^RUN +STATE +DONE +FAILED +SUBMITTED +TOOK +TAG\n' +
          ` *${second} +COMPLETED +1/1 +0 +\\S+ \\S+ +\\S+ +formats "two"\\\\x1b\\[31m\n` +
          ` *${first} +ERRORED +1/3 +1 +\\S+ \\S+ +\\S+ +formats one\n$`,
      ),
    );
    expect(await list('-o', 'wide')).toMatch(/POOL +TASKS +TAG\n(.*\n)*.*1 QUEUED, 1 COMPLETED, 1 ERRORED/);
    expect(await list('-o', 'name')).toBe(`${second}\n${first}\n`);
    const runs = [await api.run(second), await api.run(first)];
    expect(JSON.parse(await list('-o', 'json'))).toEqual(runs);
    expect(
      (await list('-o', 'jsonl'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(runs);
    expect(await list('-o', 'yaml')).toMatch(new RegExp(`^- runID: ${second}\n(.*\n)*- runID: ${first}\n`));
    expect(await list('--state', 'errored', '-o', 'name')).toBe(`${first}\n`);
    expect(await list('--since', '1h', '--sort', 'runID', '-o', 'name')).toBe(`${first}\n${second}\n`);
    expect(await list('--until', '1h', '-o', 'json')).toBe('[\n]\n');
    expect(await list('--until', '2020-01-01')).toMatch(/^RUN .*\n$/);
    expect((await daggyc.run(['list', '--tag', '('])).stderr).toContain('/tag is not a regular expression');
  });

  it('lists page by page', async () => {
    const I = Array.from({ length: 2345 }, (_, i) => String(i));
    const runID = await api.submit({ ...dry, parameters: { I }, tasks: { t: { job: { output: '{{I}}' } } } });
    const lines = async (...args: string[]) =>
      (await daggyc.ok('tasks', String(runID), '-o', 'name', ...args)).split('\n').length - 1;
    const counts = [lines(), lines('--limit', '1500'), lines('--all'), lines('--all', '--name', '_1[0-9]$')];
    const json = daggyc.ok('tasks', String(runID), '--all', '-o', 'json');
    const more = daggyc.run(['tasks', String(runID)]);
    const head = await daggyc.shell(`daggyc tasks ${runID} --all | head -1; echo "\${PIPESTATUS[@]}"`);
    expect(await Promise.all(counts)).toEqual([50, 1500, 2345, 10]);
    expect(JSON.parse(await json)).toHaveLength(2345);
    expect((await more).stderr).toBe('There is more: --limit N or --all shows it.\n');
    expect([head.stdout, head.stderr]).toEqual([expect.stringMatching(/^TASK .*\n0 0\n$/), '']);
  });

  it('a run, its tasks and a task', async () => {
    const runID = String(await failedRun(api, 'shown'));
    expect(await daggyc.ok('get', '@latest')).toMatch(
      /^Run +\d+\nTag +shown\nState +ERRORED\nTasks +3: 1 QUEUED, 1 COMPLETED, 1 ERRORED\n/,
    );
    expect(await daggyc.ok('get', runID, '-o', 'yaml')).toContain('state: ERRORED\n');
    const tasks = await daggyc.ok('tasks', runID);
    expect(tasks).toMatch(/^load +ERRORED +1 +3 +exit /m);
    expect(tasks).toMatch(/^report +QUEUED +0 +- +- +- +waits for load/m);
    expect(await daggyc.ok('tasks', runID, '--state', 'errored,killed', '-o', 'name')).toBe('load\n');
    expect(await daggyc.ok('tasks', runID, '--sort', '-startTime', '-o', 'name')).toBe('load\npull\nreport\n');
    const task = await daggyc.ok('get', runID, 'load');
    expect(task).toMatch(/^Job +\{"command":\["\/bin\/sh","-c","echo loading; echo broken >&2; exit 3"\]\}$/m);
    expect(task).toMatch(/^Attempt 1 +exit, rc 3; started /m);
    expect(await daggyc.ok('get', runID, 'load', '-o', 'name')).toBe('load\n');
  });

  it('pools, graphs and versions', async () => {
    const runID = String(await failedRun(api));
    expect(await daggyc.ok('pools')).toMatch(/^default +ForkingTaskExecutor +0 +\d+ +10 +-$/m);
    expect(await daggyc.ok('pools', '-o', 'name')).toBe('default\ndry\n');
    expect(await daggyc.ok('graph', runID)).toMatch(/^flowchart TD\n {2}n0\["pull<br\/>1 COMPLETED"\]:::COMPLETED\n/);
    expect(await daggyc.ok('graph', runID, '-o', 'dot', '--by', 'task')).toContain('n1 [label="load\\nERRORED", ');
    const around = JSON.parse(await daggyc.ok('graph', runID, '-o', 'json', '--around', 'pull')) as object;
    expect(around).toMatchObject({ by: 'task', nodes: { name: ['pull', 'load'] } });
    expect(await daggyc.ok('version')).toMatch(/^daggyc {2}\d+\.\d+\.\d+\n$/);
    expect(await daggyc.json('version', '--remote')).toMatchObject({ server: { name: 'daggyd' } });
  });
});
