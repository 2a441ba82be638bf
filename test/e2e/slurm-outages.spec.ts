import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesOf, onSlurm, SlurmSetup } from '../slurm/slurm-setup';
import { hasSlurm } from '../slurm/slurm-cluster';
import { type Api, shell } from '../support/api';
import { stopAll, temporaryDirectory } from '../support/daggy-process';
import { describeWith } from '../support/describe-with';
import { processesWith } from '../support/process-host';

jest.setTimeout(45_000);

/** As short as the tests need. */
const CONFIG = { commandSeconds: 1, lostAfterSeconds: 2, pollSeconds: { least: 0.2, most: 1 } };

describeWith('Slurm', hasSlurm(), 'with jobs at Slurm', () => {
  let setup: SlurmSetup;
  let tmpDir: string;
  let ledger: string;

  beforeAll(async () => {
    setup = await SlurmSetup.start({ MessageTimeout: '2' });
  });
  beforeEach(() => {
    tmpDir = setup.place();
    ledger = join(tmpDir, 'ledger');
  });
  afterEach(async () => {
    await stopAll();
    for (const name of ['sbatch', 'squeue', 'scancel'] as const) setup.commands.behave(name);
    await setup.cluster.cancelAll();
  });
  afterAll(() => setup.dispose());

  const begin = () => `echo "$DAGGY_TASK_NAME $DAGGY_ATTEMPT" >>${ledger}`;
  const waiting = (rc = 0) =>
    shell(`${begin()}; while [ ! -e ${tmpDir}/go ]; do sleep 0.05; done; echo done; exit ${rc}`);
  const go = () => writeFileSync(join(tmpDir, 'go'), '');
  const submit = (api: Api, tasks: Record<string, object>, parameters: object = {}) =>
    api.submit({
      ...onSlurm({ tmpDir, ...parameters }),
      tasks: Object.fromEntries(Object.entries(tasks).map(([name, job]) => [name, { job }])),
    });
  const begun = (count: number) => setup.until(`${count} have begun`, () => linesOf(ledger).length >= count);
  const submitted = (count: number) =>
    setup.until('so many are submitted', () => setup.commands.calls('sbatch').length >= count);

  describe('daggyd killed and started again', () => {
    it('finds what is pending, running and ended, and submits nothing twice', async () => {
      const dataDirectory = temporaryDirectory();
      const names = Array.from({ length: 16 }, (_, index) => `t${index}`);
      const job = shell(`${begin()}; sleep 0.3; echo "I am $DAGGY_TASK_NAME"`);
      const before = setup.commands.calls('sbatch').length;
      let api = await setup.startDaggyd(CONFIG, { dataDirectory });
      const runID = await submit(
        api,
        { long: waiting(3), ...Object.fromEntries(names.map((name) => [name, job])) },
        { partition: 'slots-4' },
      );
      // Once while they are submitted, once in the middle, and once when all but one have ended.
      for (const count of [1, 8, names.length + 1]) {
        await begun(count);
        await api.server.stop('SIGKILL');
        api = await setup.startDaggyd(CONFIG, { dataDirectory });
      }
      go();
      expect((await setup.ended(api, runID)).taskCounts).toMatchObject({ COMPLETED: names.length, ERRORED: 1 });
      expect(linesOf(ledger).sort()).toEqual([...names, 'long'].map((name) => `${name} 1`).sort());
      expect(setup.commands.calls('sbatch').length - before).toBe(names.length + 1);
      for (const name of ['t0', 't8', 't15']) {
        const { attempts } = await setup.task(api, runID, name);
        expect(attempts).toMatchObject([{ outputLog: `I am ${name}\n`, cause: 'exit', rc: 0 }]);
      }
      expect((await setup.task(api, runID, 'long')).attempts).toMatchObject([{ outputLog: 'done\n', rc: 3 }]);
    });

    it.each([
      ['before it was submitted', 'exec sleep 90'],
      ['when it was submitted, and nobody knows its id', 'real "$@" >/dev/null; exec sleep 90'],
    ])('starts a job once that it died over: %s', async (_when, trick) => {
      const dataDirectory = temporaryDirectory();
      const first = await setup.startDaggyd({ ...CONFIG, commandSeconds: 60 }, { dataDirectory });
      setup.commands.play('sbatch', trick);
      const before = setup.commands.calls('sbatch').length;
      const runID = await submit(first, { a: waiting() });
      await submitted(before + 1);
      if (trick.startsWith('real')) await begun(1);
      await first.server.stop('SIGKILL');
      setup.commands.behave('sbatch');
      const second = await setup.startDaggyd(CONFIG, { dataDirectory });
      go();
      expect((await setup.ended(second, runID)).state).toBe('COMPLETED');
      expect(linesOf(ledger)).toHaveLength(1);
    });
  });

  describe('daggyd killed with all that it had started, as by a crash of its host', () => {
    it.each([
      ['before a job was submitted', 'exec sleep 90', ['a 2']],
      ['when it was submitted, and nobody knew its id', 'real "$@" >/dev/null; exec sleep 90', ['a 1']],
      ['while it runs', undefined, ['a 1']],
    ])('%s', async (_when, trick, wanted) => {
      const dataDirectory = temporaryDirectory();
      const first = await setup.startDaggyd({ ...CONFIG, commandSeconds: 60 }, { dataDirectory });
      if (trick !== undefined) setup.commands.play('sbatch', trick);
      const before = setup.commands.calls('sbatch').length;
      const runID = await submit(first, { a: waiting() });
      await submitted(before + 1);
      if (wanted[0] === 'a 1') await begun(1);
      await first.server.stop('SIGKILL');
      for (const pid of processesWith(dataDirectory)) process.kill(pid, 'SIGKILL');
      setup.commands.behave('sbatch');
      const second = await setup.startDaggyd(CONFIG, { dataDirectory });
      go();
      expect((await setup.ended(second, runID)).state).toBe('COMPLETED');
      expect(linesOf(ledger)).toEqual(wanted);
    });
  });

  describe('a sbatch', () => {
    it.each([
      [
        'that says nothing of a job it has submitted',
        'real "$@" >/dev/null; echo "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation" >&2; exit 1',
      ],
      ['that hangs when it has submitted a job', 'real "$@" >/dev/null; exec sleep 90'],
      ['that answers with something else', 'real "$@" >/dev/null; echo "Welcome to the cluster!"; exit 0'],
    ])('%s: the job runs once', async (_what, trick) => {
      const api = await setup.startDaggyd(CONFIG);
      setup.commands.play('sbatch', trick);
      const runID = await submit(api, { a: waiting(), b: waiting() });
      await begun(2);
      setup.commands.behave('sbatch');
      go();
      expect((await setup.ended(api, runID)).state).toBe('COMPLETED');
      expect(linesOf(ledger).sort()).toEqual(['a 1', 'b 1']);
    });

    it('that cannot reach the controller is called again until it can', async () => {
      const trick =
        'echo "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)" >&2; exit 1';
      const api = await setup.startDaggyd(CONFIG);
      setup.commands.play('sbatch', trick);
      const before = setup.commands.calls('sbatch').length;
      const runID = await submit(api, { a: waiting() });
      await submitted(before + 2);
      const trouble = /^nothing can be submitted: .*Unable to contact slurm controller/;
      expect((await setup.pool(api))?.queue).toEqual({ pending: 1, trouble: expect.stringMatching(trouble) });
      // But for the moments in which it is called again.
      await setup.until('the task tells it, too', async () => {
        const { state, waitingFor } = await setup.task(api, runID, 'a');
        return state === 'RUNNING' && trouble.test(waitingFor?.message ?? '');
      });
      setup.commands.behave('sbatch');
      go();
      expect((await setup.ended(api, runID)).state).toBe('COMPLETED');
      expect(linesOf(ledger)).toEqual(['a 1']);
    });
  });

  it('loses no job because squeue hangs', async () => {
    setup.commands.play('squeue', 'exec sleep 90');
    const api = await setup.startDaggyd({ ...CONFIG, lostAfterSeconds: 1 });
    const runID = await submit(api, { a: waiting(), cancelled: shell(`${begin()}; exec sleep 90`) });
    await begun(2);
    await setup.cluster.command('scancel', await setup.jobID(`${runID}-1-1`));
    const before = setup.commands.calls('squeue').length;
    await setup.until('it was asked', () => setup.commands.calls('squeue').length > before + 1);
    go();
    await setup.reached(api, runID, 'a', 'COMPLETED');
    setup.commands.behave('squeue');
    await setup.ended(api, runID);
    expect((await setup.task(api, runID, 'cancelled')).attempts).toMatchObject([{ cause: 'signal' }]);
  });

  describe('the controller', () => {
    it('may have forgotten a job: it is lost, and started again under an id that Slurm gives twice', async () => {
      const api = await setup.startDaggyd(CONFIG);
      const job = shell(`${begin()}; [ $DAGGY_ATTEMPT = 2 ] || exec sleep 90`);
      const runID = await submit(api, { a: job });
      await begun(1);
      await setup.cluster.forgetJobs();
      expect((await setup.ended(api, runID)).state).toBe('COMPLETED');
      expect((await setup.task(api, runID, 'a')).attempts).toMatchObject([{ cause: 'lost' }, { cause: 'exit', rc: 0 }]);
      expect(linesOf(ledger)).toEqual(['a 1', 'a 2']);
    });

    it('may have forgotten a job that ended while daggyd was away: its own word counts', async () => {
      const dataDirectory = temporaryDirectory();
      const first = await setup.startDaggyd(CONFIG, { dataDirectory });
      const runID = await submit(first, { a: waiting(5) });
      await begun(1);
      await first.server.stop('SIGKILL');
      go();
      await setup.until('it has ended', async () => (await setup.cluster.queue()).length === 0);
      await setup.cluster.forgetJobs();
      const second = await setup.startDaggyd(CONFIG, { dataDirectory });
      await setup.ended(second, runID);
      const { attempts } = await setup.task(second, runID, 'a');
      expect(attempts).toMatchObject([{ cause: 'exit', rc: 5, outputLog: 'done\n' }]);
    });

    // The last, because it takes the controller ten seconds more to hear of the ends that it has missed.
    it('may be away: jobs end meanwhile, and what is ready is submitted when it is back', async () => {
      const api = await setup.startDaggyd({ ...CONFIG, lostAfterSeconds: 1 });
      const runID = await submit(api, { a: waiting(), b: waiting(4) });
      await begun(2);
      await setup.cluster.stopController();
      go();
      await setup.reached(api, runID, 'a', 'COMPLETED');
      await setup.reached(api, runID, 'b', 'ERRORED');
      const before = setup.commands.calls('sbatch').length;
      const later = await submit(api, { c: shell(begin()) });
      await submitted(before + 1);
      const trouble = await setup.until('it is told', async () => (await setup.pool(api))?.queue?.trouble);
      expect(trouble).toMatch(/^(Slurm cannot be asked for the states of jobs|nothing can be submitted): /);
      await setup.cluster.startController();
      expect((await setup.ended(api, later)).state).toBe('COMPLETED');
      expect((await setup.pool(api))?.queue).toEqual({ pending: 0, trouble: null });
      expect(linesOf(ledger).sort()).toEqual(['a 1', 'b 1', 'c 1']);
    });
  });
});
