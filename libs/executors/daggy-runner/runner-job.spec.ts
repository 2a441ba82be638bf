import type { Job } from '#dag/spec/dag-spec';
import { readRunnerJob, runnerJobCheck } from './runner-job';

const GOOD = { command: ['true'], cores: 1, memoryMB: 10 };
const pointers = (job: Job) => runnerJobCheck()(job).map(({ pointer }) => pointer);

describe('a job for a runner', () => {
  it.each<[Job, string[]]>([
    [{}, []],
    [{ cores: 0.25, memoryMB: 0.5, userID: '0', isolateNetwork: true }, []],
    [{ cores: '1.5', memoryMB: '1e3', isolateNetwork: 'false' }, []],
    [{ cpuMax: 'max', memoryMax: 'max', pidsMax: 'max', ioMax: '8:0 rbps=max' }, []],
    [{ cpuMax: '1000 1000', memoryMax: '512M', pidsMax: '10', ioMax: '8:0 rbps=1 wiops=2\n8:16 riops=3 wbps=4' }, []],
    [{ cpuMax: 'max 1000000', memoryMax: '0', pidsMax: 1 }, []],
    [{ cores: 0, memoryMB: -1 }, ['/cores', '/memoryMB']],
    [{ cores: 'all', memoryMB: '' }, ['/cores', '/memoryMB']],
    [{ cores: [1], memoryMB: null }, ['/cores', '/memoryMB']],
    [{ cores: 1e7, memoryMB: '0x10' }, ['/cores', '/memoryMB']],
    [{ cpuMax: '999 1000' }, ['/cpuMax']],
    [{ cpuMax: '1000 1000001' }, ['/cpuMax']],
    [{ cpuMax: '1000 1000 ' }, ['/cpuMax']],
    [{ cpuMax: 1000 }, ['/cpuMax']],
    [{ memoryMax: '-1' }, ['/memoryMax']],
    [{ memoryMax: '1 G' }, ['/memoryMax']],
    [{ ioMax: '8:0' }, ['/ioMax']],
    [{ ioMax: '8:0 rbps=1\n' }, ['/ioMax']],
    [{ ioMax: '/dev/sda rbps=1' }, ['/ioMax']],
    [{ pidsMax: 0 }, ['/pidsMax']],
    [{ pidsMax: 1.5 }, ['/pidsMax']],
    [{ isolateNetwork: 'yes' }, ['/isolateNetwork']],
    [{ isolateNetwork: ['true'] }, ['/isolateNetwork']],
    [{ userID: 'root' }, ['/userID']],
    [{ command: [], core: 1 }, ['/command', '/core']],
  ])('%j', (fields, expected) => {
    expect(pointers({ ...GOOD, ...fields })).toEqual(expected);
  });

  it('needs cores and memoryMB, and all problems are told at once', () => {
    expect(runnerJobCheck()({ command: ['true'], ioMax: '' })).toEqual([
      { pointer: '/ioMax', message: expect.stringContaining('io.max') as string },
      { pointer: '', message: 'Needs "cores", a number above 0.' },
      { pointer: '', message: 'Needs "memoryMB", a number above 0.' },
    ]);
  });

  it('takes the check of the user id from a runner', () => {
    const check = runnerJobCheck((_value, pointer) => [{ pointer, message: 'not here' }]);
    expect(check({ ...GOOD, userID: 1 })).toEqual([{ pointer: '/userID', message: 'not here' }]);
  });

  it('is read with numbers as numbers and limits as texts', () => {
    const job = { ...GOOD, cores: '0.5', memoryMB: '20', userID: '7', pidsMax: 30, isolateNetwork: 'true' };
    expect(readRunnerJob(job)).toEqual({
      command: ['true'],
      environment: [],
      workDir: '',
      cores: 0.5,
      memoryMB: 20,
      userID: 7,
      pidsMax: '30',
      isolateNetwork: true,
    });
  });
});
