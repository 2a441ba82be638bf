import { LineReader, PROTOCOL_VERSION, type ClientMessage, type LauncherMessage } from './protocol';

/** As version 3 put them on the wire. */
const FROM_CLIENT = [
  '["hello",3,{"onDisconnect":"keep","owner":12,"outputRoot":"/var/lib/daggy/output","maxOutputBytes":10485760,"stopGraceMs":5000}]',
  '["start",[[7,1000,2,3,["/bin/echo","a b"],["DAGGY_RUN_ID=7","DATE=2021-05-03"],"/data",-1,null],[7,1001,1,4,["/bin/true"],[],"",1000,{"cgroup":"/sys/fs/cgroup/daggyr/17","pid":true,"mount":true,"network":false}]]]',
  '["stop","timeout",[[7,1000,2]]]',
  '["acknowledge",[[7,1000,2]]]',
  '["keep",[[7,1000,2,"lost",0,1795247670688,1795247670688,3,0,0,0,0,"gone"]]]',
  '["settled"]',
  '["list"]',
  '["end"]',
];
const FROM_LAUNCHER = [
  '["hello",3,{"pid":4711,"maxFiles":1024,"settledOwner":11,"afterReboot":false,"running":[[7,1001,1,4,4712]],"ended":[]}]',
  '["refused","busy",3]',
  '["ended",[[7,1000,2,"exit",0,1795247670688,1795247670693,3,0,0,967,51200,""]]]',
  '["running",[[7,1001,1,4,4712]]]',
];

describe('the protocol between launcher and client', () => {
  it('is what version 3 was', () => {
    expect(PROTOCOL_VERSION).toBe(3);
    const [hello, start, stop] = FROM_CLIENT.map((line) => JSON.parse(line) as ClientMessage);
    expect(hello[0] === 'hello' && [hello[2].owner, hello[2].stopGraceMs]).toEqual([12, 5000]);
    expect(start[0] === 'start' && start[1][0][4]).toEqual(['/bin/echo', 'a b']);
    expect(start[0] === 'start' && start[1].map((order) => order[8]?.cgroup)).toEqual([
      undefined,
      '/sys/fs/cgroup/daggyr/17',
    ]);
    expect(stop[0] === 'stop' && stop[2][0]).toEqual([7, 1000, 2]);
    const [welcome, , ended] = FROM_LAUNCHER.map((line) => JSON.parse(line) as LauncherMessage);
    expect(welcome[0] === 'hello' && welcome[2].running[0][4]).toBe(4712);
    expect(ended[0] === 'ended' && ended[1][0][3]).toBe('exit');
  });

  it('cuts lines wherever the chunks end', () => {
    const text = FROM_LAUNCHER.join('\n') + '\n';
    for (const size of [1, 7, 64, 1000]) {
      const lines: string[] = [];
      const reader = new LineReader((line) => lines.push(line));
      for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size));
      expect(lines).toEqual(FROM_LAUNCHER);
    }
  });
});
