import type { Job } from '#dag/spec/dag-spec';
import { commandJobCheck, readCommandJob } from './command-job';
import { checkUserID, readUserID } from './user-id';

const pointers = (job: Job) => commandJobCheck()(job).map(({ pointer }) => pointer);

describe('a job that runs a command', () => {
  it.each<[Job, string[]]>([
    [{ command: ['echo', ''] }, []],
    [{ commandString: 'echo "a b"', environment: ['A=', 'B=1=2'], workDir: '/tmp' }, []],
    [{ command: ['x'], environment: { A: '', B: 1, C: true } }, []],
    [{}, ['']],
    [{ command: ['x'], commandString: 'x' }, ['/commandString']],
    [{ command: [] }, ['/command']],
    [{ command: 'echo' }, ['/command']],
    [{ command: ['', 'x'] }, ['/command/0']],
    [{ command: ['x', 1, null, 'a\0b'] }, ['/command/1', '/command/2', '/command/3']],
    [{ commandString: ['x'] }, ['/commandString']],
    [{ commandString: "echo 'a" }, ['/commandString']],
    [{ commandString: '  ' }, ['/commandString']],
    [{ commandString: '"" x' }, ['/commandString']],
    [{ commandString: 'a\0b' }, ['/commandString']],
    [{ command: ['x'], environment: 'A=1' }, ['/environment']],
    [{ command: ['x'], environment: ['A', '=1', 1, 'A=\0'] }, [0, 1, 2, 3].map((i) => `/environment/${i}`)],
    [
      { command: ['x'], environment: { '': '1', 'A=B': '1', C: null, D: '\0' } },
      ['', 'A=B', 'C', 'D'].map((n) => `/environment/${n}`),
    ],
    [{ command: ['x'], workDir: 'data' }, ['/workDir']],
    [{ command: ['x'], workDir: '/da\0ta' }, ['/workDir']],
    [{ comand: ['x'] }, ['/comand', '']],
  ])('%j', (job, expected) => {
    expect(pointers(job)).toEqual(expected);
  });

  it('names the nearest field for an unknown one', () => {
    expect(commandJobCheck()({ comand: ['x'] })[0].message).toContain('Did you mean "command"?');
    expect(commandJobCheck({ core: () => [] })({ command: ['x'], cores: 1 })[0].message).toContain('"core"');
  });

  it('is read with its words split and each variable once, the last one counting', () => {
    const job = { commandString: "echo 'a b'", environment: ['A=1', 'B=2', 'A=3'] };
    expect(readCommandJob(job)).toEqual({ command: ['echo', 'a b'], environment: ['A=3', 'B=2'], workDir: '' });
  });
});

describe('a user id', () => {
  it('is a number or a numeric string', () => {
    expect([0, 65534, '0', '1000'].map(readUserID)).toEqual([0, 65534, 0, 1000]);
    for (const value of [-1, 1.5, '', ' 1', '1x', true, null, [], 4294967295, '4294967295']) {
      expect(readUserID(value)).toBeUndefined();
      expect(checkUserID(value, '/userID')).toHaveLength(1);
    }
  });
});
