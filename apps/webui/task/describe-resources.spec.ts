import { describeResources } from './describe-resources';

it.each([
  [{}, ''],
  [{ cpuSeconds: 3.21 }, '3.2 s of CPU'],
  [{ cpuSeconds: 0.004, maxRssMB: 1234.56 }, '4 ms of CPU, at most 1,234.6 MB of memory'],
  [{ maxRssMB: 2, gpuSeconds: 7.25 }, 'at most 2 MB of memory, gpuSeconds 7.3'],
])('%j', (resources, words) => {
  expect(describeResources(resources)).toBe(words);
});
