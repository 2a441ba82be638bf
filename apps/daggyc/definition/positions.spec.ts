import { Positions } from './positions';

const YAML = `tasks:
  "a/b":
    job:
      command: [sh, "x"]
  c~d: &anchor
    job: {}
  twice: 1
  twice: 2
`;

describe('Positions', () => {
  it.each([
    ['/tasks', '1:1'],
    ['/tasks/a~1b', '2:3'],
    ['/tasks/a~1b/job/command/1', '4:21'],
    ['/tasks/a~1b/job/command/7', '4:7'],
    ['/tasks/a~1b/job/nothing', '3:5'],
    ['/tasks/c~0d/job', '6:5'],
    ['/tasks/twice', '8:3'],
    ['/nothing', undefined],
    ['', undefined],
  ])('%s is at %s', async (pointer, place) => {
    const found = (await Positions.of(YAML)).find(pointer);
    expect(found && `${found.line}:${found.column}`).toBe(place);
  });

  it('finds places in JSON, with tabs and without line breaks', async () => {
    const json = await Positions.of('{"a":[1,{"b":true}],\r\n\t"c":null}');
    expect([json.find('/a/1/b'), json.find('/c')]).toEqual([
      { line: 1, column: 10 },
      { line: 2, column: 2 },
    ]);
  });
});
