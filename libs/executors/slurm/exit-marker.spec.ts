import { parseExitMarker } from './exit-marker';

const TIMES = '0m0.010000s 0m0.020000s\n1m0.500000s 0m0.250000s\n';

it('reads what a batch script has written, also one of a former version', () => {
  expect(parseExitMarker(`3 0 0 7\n${TIMES}\nend\n`, 1, 2)).toEqual({
    rc: 3,
    wasAsked: false,
    bySignal: false,
    jobID: 7,
    cpuSeconds: 60.75,
    obstacle: '',
    startTime: 1,
    stopTime: 2,
  });
  expect(parseExitMarker(`126 1 0 7\n${TIMES}the "a\nb" is\nend\n`, 1, 2)).toMatchObject({
    wasAsked: true,
    obstacle: 'the "a\nb" is',
  });
  expect(parseExitMarker(`137 0 1 7\n${TIMES}\nend\n`, 1, 2)).toMatchObject({ rc: 137, bySignal: true });
  // As bash says it.
  expect(parseExitMarker('0 0 0 7\n0m0.001s 0m0.002s\n0m0.100s 0m0.020s\n\nend\n', 1, 2)?.cpuSeconds).toBeCloseTo(0.12);
});

it('knows how long the script took where the file system does not tell when it began', () => {
  expect(parseExitMarker(`0 0 0 7 345671.98 345674.48\n${TIMES}\nend\n`, 9_000, 9_000)).toMatchObject({
    rc: 0,
    jobID: 7,
    startTime: 6_500,
    stopTime: 9_000,
  });
  const unknown = parseExitMarker(`0 0 0 7 0 0\n${TIMES}\nend\n`, 8_000, 9_000);
  expect(unknown).toMatchObject({ startTime: 8_000, stopTime: 9_000 });
});

it('does not take a part for the whole', () => {
  const text = `137 1 1 7 5.25 6.75\n${TIMES}why\nend\n`;
  for (let length = 0; length < text.length; length++) {
    expect(parseExitMarker(text.slice(0, length), 1, 2)).toBeUndefined();
  }
  expect(parseExitMarker(text, 1, 2)).toBeDefined();
});
