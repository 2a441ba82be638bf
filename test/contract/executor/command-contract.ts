import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from '#dag/spec/dag-spec';
import type { Bench } from './executor-contract';
import { fixture } from './fixture';
import { isAlive } from './forking-host';
import { until } from './probe';

/** What is true for every executor that runs commands. */
export function describeCommands({ abilities, probe, folder }: Bench): void {
  const { command } = abilities;
  if (!command) {
    // A named skip, so that a report shows what was not tried.
    it.skip('runs commands (this executor runs none)', () => {});
    return;
  }

  /** Runs a job and returns its result with all that it printed. */
  const run = async (fields: Job) => {
    const executor = await probe();
    const { key, result } = await executor.run(command(fields));
    return { ...result, stdout: await executor.output(key), stderr: await executor.output(key, 'stderr') };
  };

  it('hands arguments over as they are, without a shell', async () => {
    const words = ['a b', '$HOME', '*', "it's", '', 'ü', '\\', '"'];
    const { stdout } = await run({ command: ['printf', '<%s>\n', ...words] });
    expect(stdout).toBe(words.map((word) => `<${word}>\n`).join(''));
  });

  it('splits a command string at blanks, with quotes and backslashes', async () => {
    const { stdout } = await run({ commandString: `printf '<%s>' 'a b' "c  d" e\\ f g"h i"'j' $X "\\$"` });
    expect(stdout).toBe('<a b><c  d><e f><gh ij><$X><$>');
  });

  it('gives no input', async () => {
    expect(await run({ command: ['cat'] })).toMatchObject({ outcome: { cause: 'exit', rc: 0 }, stdout: '' });
  });

  it('keeps stdout and stderr apart', async () => {
    const result = await run({ command: ['sh', '-c', 'echo out; echo error >&2; exit 4'] });
    expect(result).toMatchObject({ outcome: { cause: 'exit', rc: 4 }, stdout: 'out\n', stderr: 'error\n' });
    expect(result).toMatchObject({ outputBytes: 4, errorBytes: 6 });
  });

  it('keeps every byte of output that is not text', async () => {
    const executor = await probe();
    const { key } = await executor.run(command({ command: ['printf', '\\000\\377\\200\\n'] }));
    expect([...(await executor.executor.output(key, 'stdout').read(0, 10))]).toEqual([0, 255, 128, 10]);
  });

  it('tells the task who it is', async () => {
    const executor = await probe();
    const { key } = await executor.run(command({ command: ['env'] }), 3);
    const lines = (await executor.output(key)).split('\n');
    expect(lines).toContain(`DAGGY_RUN_ID=${key.runID}`);
    expect(lines).toContain('DAGGY_TASK_NAME=say_1');
    expect(lines).toContain('DAGGY_TEMPLATE=say');
    expect(lines).toContain('DAGGY_ATTEMPT=3');
  });

  it.each([
    ['an array', ['DATE=2021-05-03', 'EMPTY=', 'SUM=1=1', 'TWICE=1', 'TWICE=2', 'HOME=/nowhere']],
    ['an object', { DATE: '2021-05-03', EMPTY: '', SUM: '1=1', TWICE: 2, HOME: '/nowhere' }],
  ])('adds variables given as %s to the environment', async (_form, environment) => {
    const { stdout } = await run({ command: ['env'], environment });
    const lines = stdout.split('\n');
    for (const line of ['DATE=2021-05-03', 'EMPTY=', 'SUM=1=1', 'TWICE=2', 'HOME=/nowhere']) {
      expect(lines.filter((other) => other.startsWith(line.slice(0, line.indexOf('=') + 1)))).toEqual([line]);
    }
    expect(lines.some((line) => line.startsWith('PATH='))).toBe(true);
  });

  it('keeps its own variables from tasks, and tasks from setting theirs', async () => {
    const { stdout } = await run({ command: ['env'], environment: { DAGGY_RUN_ID: '999', DAGGYD_X: '1' } });
    expect(stdout).not.toContain('DAGGY_RUN_ID=999');
    expect(stdout).toContain('DAGGYD_X=1');
  });

  it('runs in the working directory', async () => {
    const place = join(folder(), 'a place');
    mkdirSync(place);
    writeFileSync(join(place, 'here.sh'), '#!/bin/sh\npwd\n', { mode: 0o700 });
    const executor = await probe();
    for (const program of ['pwd', './here.sh']) {
      const { key } = await executor.run(command({ command: [program], workDir: place }));
      expect(await executor.output(key)).toBe(`${place}\n`);
    }
  });

  it('says so when there is no such working directory', async () => {
    const result = await run({ command: ['true'], workDir: '/there/is/no/such' });
    expect(result.outcome).toEqual({ cause: 'spawn-error', rc: 126 });
    expect(result.executorLog).toContain('working directory "/there/is/no/such" does not exist');
  });

  it.each(['/there/is/no/program', 'no-such-program-anywhere'])(
    'says so when there is no program: %s',
    async (name) => {
      const result = await run({ command: [name] });
      expect(result.outcome).toEqual({ cause: 'spawn-error', rc: 127 });
      expect(result.executorLog).toContain(name);
    },
  );

  it('says so when a program may not be executed', async () => {
    const file = join(folder(), 'text');
    writeFileSync(file, 'echo hello\n', { mode: 0o600 });
    const executor = await probe();
    for (const path of [file, folder()]) {
      const { result } = await executor.run(command({ command: [path] }));
      expect(result.outcome).toEqual({ cause: 'spawn-error', rc: 126 });
      expect(result.executorLog).toContain(path);
    }
  });

  it('says so when the interpreter of a script is missing', async () => {
    const file = join(folder(), 'script');
    writeFileSync(file, '#!/no/such/interpreter\n', { mode: 0o700 });
    const result = await run({ command: [file] });
    expect(result.outcome).toEqual({ cause: 'spawn-error', rc: 126 });
    expect(result.executorLog).toContain('/no/such/interpreter');
  });

  it('finds programs in the PATH that the job gives', async () => {
    writeFileSync(join(folder(), 'my-program'), '#!/bin/sh\necho mine\n', { mode: 0o700 });
    const { stdout } = await run({ command: ['my-program'], environment: [`PATH=/nowhere:${folder()}:/bin:/usr/bin`] });
    expect(stdout).toBe('mine\n');
  });

  it('reports the signal that ended a task', async () => {
    expect((await run({ command: ['sh', '-c', 'kill -SEGV $$'] })).outcome).toEqual({ cause: 'signal', rc: 139 });
  });

  it('measures what a task used', async () => {
    const { resources } = await run({ command: ['sh', '-c', 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'] });
    expect(resources?.cpuSeconds).toBeGreaterThan(0.02);
    expect(resources?.cpuSeconds).toBeLessThan(10);
  });

  it('serves output while the task runs', async () => {
    const executor = await probe();
    const stop = join(folder(), 'stop');
    const order = executor.order(command({ command: [fixture('print-then-wait.sh'), 'hello', 'oh no', stop] }));
    executor.start(order);
    await executor.untilPrinted(order, 'hello\n');
    await executor.untilPrinted(order, 'oh no\n', 'stderr');
    expect(executor.results(order)).toHaveLength(0);
    writeFileSync(stop, '');
    await executor.resultOf(order);
    expect(await executor.output(order)).toBe('hello\n');
    expect(await executor.output(order, 'stderr')).toBe('oh no\n');
  });

  it('asks a task to end before it makes it', async () => {
    const executor = await probe({ stopGraceSeconds: 20 });
    const order = executor.order(command({ command: [fixture('end-on-sigterm.sh')] }));
    executor.start(order);
    await executor.untilPrinted(order, 'ready');
    executor.stop(order);
    expect((await executor.resultOf(order)).outcome).toEqual({ cause: 'killed', rc: 7 });
    expect(await executor.output(order)).toBe('ready\nending\n');
  });

  it('makes a task end that does not care', async () => {
    const executor = await probe({ stopGraceSeconds: 0.3 });
    const order = executor.order(command({ command: [fixture('ignore-sigterm.sh')] }));
    executor.start(order);
    await executor.untilPrinted(order, 'ready');
    const asked = Date.now();
    executor.stop(order, 'timeout');
    const { outcome, stopTime } = await executor.resultOf(order);
    expect(outcome).toEqual({ cause: 'timeout', rc: 137 });
    expect(stopTime - asked).toBeGreaterThanOrEqual(290);
  });

  it('has ended the whole process group when it reports a stop', async () => {
    const executor = await probe();
    const script = 'sh -c "trap \\"\\" TERM; echo \\$\\$; while :; do sleep 0.05; done" & wait';
    const order = executor.order(command({ command: ['sh', '-c', script] }));
    executor.start(order);
    await until('the child said its pid', async () => /\d+\n/.test(await executor.output(order)));
    const pid = Number(await executor.output(order));
    executor.stop(order);
    await executor.resultOf(order);
    expect(isAlive(pid)).toBe(false);
  });
}
