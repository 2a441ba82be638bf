import type { Job } from './dag-spec';
import type { Problem } from './problem';
import { readDagSpec } from './read-dag-spec';
import type { JobCheck } from './rules';

/** Reads a document with an executor that keeps the jobs it is asked about. */
function check(document: object, answer: JobCheck = () => []): { readonly jobs: Job[]; problems: readonly Problem[] } {
  const jobs: Job[] = [];
  const pools = new Map<string, JobCheck>([
    [
      'default',
      (job) => {
        jobs.push(job);
        return answer(job);
      },
    ],
  ]);
  const checked = readDagSpec(JSON.stringify(document), { pools, limits: { maxTasks: 1e9 } });
  return { jobs, problems: checked.ok ? [] : checked.problems };
}

const values = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at));

describe('checking jobs', () => {
  it('asks about each task once, with what it inherits', () => {
    const { jobs } = check({
      parameters: { A: 'x' },
      jobDefaults: { workDir: '/{{A}}' },
      tasks: { a: { job: { n: 1 } }, b: { job: { n: 2 } } },
    });
    expect(jobs).toEqual([
      { workDir: '/x', n: 1 },
      { workDir: '/x', n: 2 },
    ]);
  });

  it('asks about every value once, not about every combination', () => {
    const { jobs } = check({ parameters: { A: values(3), B: values(3) }, tasks: { a: { job: { x: '{{A}}{{B}}' } } } });
    expect(jobs.map(({ x }) => x)).toEqual(['00', '10', '01', '20', '02']);
  });

  it('asks about at most 1,000 instances of a task', () => {
    expect(check({ parameters: { A: values(5_000) }, tasks: { a: { job: { x: '{{A}}' } } } }).jobs).toHaveLength(1_000);
  });

  it('asks about each task and 100,000 further instances of a document', () => {
    const tasks = Object.fromEntries(values(150).map((name) => [`t${name}`, { job: { x: '{{A}}' } }]));
    expect(check({ parameters: { A: values(1_000) }, tasks }).jobs).toHaveLength(100_150);
  });

  it('does not go on for minutes where jobs or values are large', () => {
    const large = 'x'.repeat(1_000_000);
    const many = Object.fromEntries(values(5_000).map((name) => [`t${name}`, { job: {} }]));
    expect(check({ jobDefaults: { x: large }, tasks: many }).jobs.length).toBeLessThan(101);
    const used = Object.fromEntries(values(5_000).map((name) => [`t${name}`, { job: { x: '{{X}}' } }]));
    expect(check({ parameters: { X: large }, tasks: used }).jobs.length).toBeLessThan(101);
    const own = { job: { x: large, y: '{{A}}' } };
    expect(check({ parameters: { A: values(1_000) }, tasks: { own } }).jobs.length).toBeLessThan(101);
  });

  it('says which instance and which values it is about, where the place holds any', () => {
    const answer: JobCheck = ({ x }) => (x === 'b1' ? [{ pointer: '/x', message: 'Bad.' }] : []);
    const document = {
      parameters: { A: ['a', 'b'], C: '1', D: ['unused in x', 'y'] },
      tasks: { t: { job: { x: '{{A}}{{C}}', y: '{{D}}' } } },
    };
    expect(check(document, answer).problems).toEqual([
      { pointer: '/tasks/t/job/x', message: 'Bad. (In t_3, with A = "b", C = "1".)' },
    ]);
  });

  it('reports a problem once, however many instances and tasks have it', () => {
    const answer: JobCheck = () => [{ pointer: '/missing', message: 'Bad.' }];
    const document = { parameters: { A: values(10) }, tasks: { t: { job: { x: '{{A}}' } }, u: { job: {} } } };
    expect(check(document, answer).problems).toEqual([
      { pointer: '/tasks/t/job', message: 'Bad. (In t_1, with A = "0".)' },
      { pointer: '/tasks/u/job', message: 'Bad.' },
    ]);
  });

  it('points into nested values, with keys that need escapes', () => {
    const answer: JobCheck = () => [{ pointer: '/a~1b/0/c~0', message: 'Bad.' }];
    expect(check({ tasks: { t: { job: { 'a/b': [{ 'c~': 1 }] } } } }, answer).problems).toEqual([
      { pointer: '/tasks/t/job/a~1b/0/c~0', message: 'Bad.' },
    ]);
  });

  it('refuses a job that its parameters would make too large, and renders nothing', () => {
    const document = { parameters: { X: 'x'.repeat(10_000) }, tasks: { a: { job: { x: '{{X}}'.repeat(2_000) } } } };
    const { jobs, problems } = check(document);
    expect(jobs).toEqual([]);
    expect(problems).toEqual([
      {
        pointer: '/tasks/a',
        message:
          'The parameters put up to 20,000,000 characters into one job of task "a"; the most is 16,777,216. Let the job read them from a file.',
      },
    ]);
  });

  it('refuses more inherited fields than fit, those that parameters fill in counting twice', () => {
    const jobDefaults = Object.fromEntries(values(5_000).map((at) => [`f${at}`, '{{A}}']));
    const tasks = Object.fromEntries(values(501).map((at) => [`t${at}`, { job: {} }]));
    const message = '501 tasks inherit 10,000 job fields and parameters each; together that may be 5,000,000.';
    expect(check({ parameters: { A: '' }, jobDefaults, tasks }).problems).toEqual([{ pointer: '/tasks', message }]);
  });

  it('looks at the first 1,000 problems of one job', () => {
    const answer: JobCheck = () => values(5_000).map((at) => ({ pointer: `/x/${at}`, message: 'Bad.' }));
    const { problems } = check({ tasks: { t: { job: { x: [] } } } }, answer);
    expect(problems).toHaveLength(1_000);
    expect(problems[999]).toEqual({ pointer: '/tasks/t/job/x/999', message: 'Bad.' });
  });
});
