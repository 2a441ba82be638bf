import { NearestName } from './nearest-name';

const fields = ['tasks', 'tag', 'parameters', 'job', 'jobDefaults', 'maxRetries', 'retryIntervalSeconds'];

describe('NearestName', () => {
  it.each([
    ['task', 'tasks'],
    ['TAG', 'tag'],
    ['jbo', 'job'],
    ['maxRetires', 'maxRetries'],
    ['maxretrys', 'maxRetries'],
    ['retryIntervallSecond', 'retryIntervalSeconds'],
    ['paramters', 'parameters'],
  ])('%s is probably %s', (written, meant) => {
    expect(new NearestName().find(written, fields)).toBe(meant);
  });

  it.each(['x', 'colour', 'retries', '', 'x'.repeat(300)])('%s is like none of them', (written) => {
    expect(new NearestName().find(written, fields)).toBeUndefined();
  });

  it('prefers the nearest, then the first', () => {
    expect(new NearestName().find('pull', ['push', 'pulls', 'pull2', 'bull'])).toBe('pulls');
    expect(new NearestName().find('abcd', ['abce', 'abcd'])).toBe('abcd');
  });

  it('stops making suggestions when they would cost too much', () => {
    const nearest = new NearestName();
    const many = Array.from({ length: 100_000 }, (_, at) => `some_task_name_${at}`);
    let found = 0;
    for (let search = 0; search < 100; search++) {
      if (nearest.find('some_task_name_x', many) !== undefined) found++;
    }
    expect(found).toBeGreaterThan(0);
    expect(nearest.find('job', fields)).toBeUndefined();
  });
});
