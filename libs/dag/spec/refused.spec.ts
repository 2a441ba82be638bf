import type { Job } from './dag-spec';
import type { Problem } from './problem';
import { readDagSpec } from './read-dag-spec';
import type { SpecRules } from './rules';

/** Stands for an executor that wants one of the commands with balanced quotes, and knows `cores`. */
function checkJob(job: Job): readonly Problem[] {
  const problems: Problem[] = [];
  const commands = ['command', 'commandString'].filter((field) => Object.hasOwn(job, field));
  if (commands.length !== 1) problems.push({ pointer: '', message: 'Give either command or commandString.' });
  const { commandString, cores } = job;
  if (typeof commandString === 'string' && commandString.split("'").length % 2 === 0) {
    problems.push({ pointer: '/commandString', message: 'A quote is not closed.' });
  }
  if (cores !== undefined && typeof cores !== 'number') {
    problems.push({ pointer: '/cores', message: 'cores is a number.' });
  }
  return problems;
}

const rules: SpecRules = {
  pools: new Map([
    ['default', checkJob],
    ['cluster', checkJob],
  ]),
  limits: { maxTasks: 1_000 },
};

function problemsOf(document: unknown): readonly Problem[] {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const checked = readDagSpec(text, rules);
  return checked.ok ? [] : checked.problems;
}

/** A document with these tasks; each has a job unless it says otherwise. */
function tasks(given: Record<string, object>, top: object = {}): object {
  const entries = Object.entries(given).map(([name, task]) => [name, { job: { command: ['true'] }, ...task }]);
  return { ...top, tasks: Object.fromEntries(entries) };
}

const one = { a: {} };
const dates = { DATE: ['1', '2'], HOST: ['x', 'y'], USER: 'u' };
const echo = (text: string): object => ({ job: { command: ['echo', text] } });

type Row = [what: string, document: unknown, ...expected: (readonly [pointer: string, message: string | RegExp])[]];

const rows: Row[] = [
  ['not JSON', '{"tasks": }', ['', 'Not JSON: line 1, column 11: expected a value, found "}".']],
  ['not an object', '[]', ['', 'A run is defined by an object with "tasks"; found an empty array.']],
  ['a key twice', '{"tasks": {"a": {"job": {"command": ["x"]}}}, "tag": "", "tag": "x"}', ['/tag', /occurs twice/]],
  ['a NUL character', tasks(one, { tag: 'a\0' }), ['/tag', /NUL/]],
  ['too deep', `{"tasks":${'['.repeat(70)}`, [`/tasks${'/0'.repeat(63)}`, /^line 1, column 73: nested deeper than 64/]],
  ['an unknown field of a run', tasks(one, { tagg: 1 }), ['/tagg', '"tagg" is no field of a run. Did you mean "tag"?']],
  [
    'an unknown field of a task',
    tasks({ a: { maxRetires: 1 } }),
    ['/tasks/a/maxRetires', '"maxRetires" is no field of a task. Did you mean "maxRetries"?'],
  ],
  [
    'an unknown field that is like no other',
    tasks({ a: { retryBackoff: { factor: 1, maxSeconds: 1, zzzzzz: 1 } } }),
    ['/tasks/a/retryBackoff/zzzzzz', '"zzzzzz" is no field of retryBackoff. Its fields are factor, maxSeconds.'],
  ],
  [
    'an unknown field of executionParameters',
    tasks(one, { executionParameters: { pol: 'cluster' } }),
    ['/executionParameters/pol', /Did you mean "pool"\?/],
  ],
  [
    'an unknown field of a dependency',
    tasks({ a: {}, b: { parents: [{ task: 'a', sam: [] }] } }),
    ['/tasks/b/parents/0/sam', /"same"/],
  ],
  [
    '__proto__ as a field',
    '{"tasks": {"a": {"job": {"command": []}}}, "__proto__": {}}',
    ['/__proto__', /no field of a run/],
  ],
  ['a task that is no object', { tasks: { a: 1 } }, ['/tasks/a', 'Task "a" must be an object; found 1.']],
  [
    'a job that is no object',
    tasks({ a: { job: 'x' } }),
    ['/tasks/a/job', '"job" must be an object; found the string "x".'],
  ],
  ['tasks that are no object', { tasks: [] }, ['/tasks', '"tasks" must be an object; found an empty array.']],
  ['a tag that is no string', tasks(one, { tag: null }), ['/tag', '"tag" must be a string; found null.']],
  [
    'a tag that is too long',
    tasks(one, { tag: 'x'.repeat(257) }),
    ['/tag', '"tag" has at most 256 characters; this one has about 257.'],
  ],
  ['maxParallel 0', tasks(one, { maxParallel: 0 }), ['/maxParallel', /an integer from 1 to 2,147,483,647; found 0\./]],
  [
    'maxRetries with a fraction',
    tasks({ a: { maxRetries: 1.5 } }),
    ['/tasks/a/maxRetries', /an integer from 0 to 1,000,000; found 1\.5\./],
  ],
  [
    'maxRetries too large',
    tasks({ a: { maxRetries: '1000001' } }),
    ['/tasks/a/maxRetries', /to 1,000,000; found the string/],
  ],
  ['maxRetries no number', tasks({ a: { maxRetries: '' } }), ['/tasks/a/maxRetries', /found the string ""/]],
  ['a hexadecimal string', tasks({ a: { maxRetries: '0x10' } }), ['/tasks/a/maxRetries', /an integer/]],
  [
    'retryIntervalSeconds below 0',
    tasks({ a: { retryIntervalSeconds: -0.1 } }),
    ['/tasks/a/retryIntervalSeconds', /10 years/],
  ],
  [
    'retry and retryIntervalSeconds',
    tasks({ a: { retry: 1, retryIntervalSeconds: 1 } }),
    ['/tasks/a/retry', /older name/],
  ],
  [
    'timeoutSeconds 0',
    tasks({ a: { timeoutSeconds: 0 } }),
    ['/tasks/a/timeoutSeconds', /above 0, at most 315,360,000; found 0\./],
  ],
  [
    'a factor below 1',
    tasks({ a: { retryBackoff: { factor: 0.5, maxSeconds: 1 } } }),
    ['/tasks/a/retryBackoff/factor', /from 1/],
  ],
  [
    'retryBackoff without maxSeconds',
    tasks({ a: { retryBackoff: { factor: 2 } } }),
    ['/tasks/a/retryBackoff', /"maxSeconds" is missing/],
  ],
  ['isGenerator no boolean', tasks({ a: { isGenerator: 'true' } }), ['/tasks/a/isGenerator', /true or false/]],
  [
    'a priority out of range',
    tasks({ a: { priority: 3e9 } }),
    ['/tasks/a/priority', /-2,147,483,648 to 2,147,483,647/],
  ],
  [
    'a number too large to keep',
    '{"tasks": {"a": {"job": {"command": [], "cores": 1e999}}}}',
    ['/tasks/a/job/cores', /too large/],
  ],
  ['no tasks field', {}, ['', '"tasks" is missing; give an object of task name -> task.']],
  ['no tasks', { tasks: {} }, ['/tasks', '"tasks" is empty; a run has at least one task.']],
  ['a bad task name', tasks({ 'a b': {} }), ['/tasks/a b', /^"a b" cannot name a task/]],
  ['a name of dots', tasks({ '.': {}, '..': {} }), ['/tasks/.', /cannot name/], ['/tasks/..', /cannot name/]],
  ['an empty name', tasks({ '': {} }), ['/tasks/', /1 to 256/]],
  ['a name that is too long', tasks({ ['x'.repeat(257)]: {} }), [`/tasks/${'x'.repeat(257)}`, /1 to 256/]],
  ['a name with a slash', tasks({ 'a/~b': {} }), ['/tasks/a~1~0b', /cannot name/]],
  ['a name that is not the key', tasks({ a: { name: 'b' } }), ['/tasks/a/name', /must equal the task's key "a"/]],
  ['a bad parameter name', tasks(one, { parameters: { '1x': 'v' } }), ['/parameters/1x', /cannot name a parameter/]],
  [
    'a parameter that is a number',
    tasks(one, { parameters: { N: 1 } }),
    ['/parameters/N', /a string or an array of strings; found 1\./],
  ],
  [
    'a value that is a number',
    tasks(one, { parameters: { N: ['1', 2] } }),
    ['/parameters/N/1', /must be a string; found 2\./],
  ],
  ['parameters under both names', tasks(one, { parameters: {}, job: {} }), ['/job', /not both/]],
  ['an empty array', tasks(one, { parameters: { DATE: [] } }), ['/parameters/DATE', /empty array/]],
  [
    'an unknown parent',
    tasks({ pull: {}, b: { parents: ['pul'] } }),
    ['/tasks/b/parents/0', 'There is no task "pul". Did you mean "pull"?'],
  ],
  [
    'an unknown child',
    tasks({ a: { children: [{ task: 'constructor' }] } }),
    ['/tasks/a/children/0/task', 'There is no task "constructor".'],
  ],
  [
    'parents that are no array',
    tasks({ a: { parents: 'b' } }),
    ['/tasks/a/parents', /an array of task names; found the string "b"/],
  ],
  ['a parent that is no name', tasks({ a: { parents: [1] } }), ['/tasks/a/parents/0', /A dependency is a task name/]],
  [
    'a dependency without a task',
    tasks({ a: { parents: [{ same: ['DATE'] }] } }),
    ['/tasks/a/parents/0', /"task" is missing/],
  ],
  [
    'a task that depends on itself',
    tasks({ a: { parents: ['a'] } }),
    ['/tasks/a/parents/0', '"a" depends on itself; remove this entry.'],
  ],
  [
    'a cycle',
    tasks({ a: { children: ['b'] }, b: { children: ['a'] } }),
    ['/tasks/a', 'These tasks wait for one another: a -> b -> a. Remove one of the dependencies.'],
  ],
  [
    'two cycles',
    tasks({
      a: { parents: ['b'] },
      b: { parents: ['a'] },
      c: { children: ['d'] },
      d: { children: ['e'] },
      e: { children: ['c'] },
    }),
    ['/tasks/a', /a -> b -> a\./],
    ['/tasks/c', /c -> d -> e -> c\./],
  ],
  [
    'same with a parameter that the parent does not use',
    tasks({ a: {}, b: { ...echo('{{DATE}}'), parents: [{ task: 'a', same: ['DATE'] }] } }, { parameters: dates }),
    ['/tasks/b/parents/0/same/0', '"same" needs {{DATE}} in the jobs of both tasks, but "a" does not use it.'],
  ],
  [
    'same with a parameter that the child does not use',
    tasks({ a: { ...echo('{{DATE}}'), children: [{ task: 'b', same: ['DATE'] }] }, b: {} }, { parameters: dates }),
    ['/tasks/a/children/0/same/0', /but "b" does not use it/],
  ],
  [
    'same with a parameter that neither uses',
    tasks({ a: {}, b: { parents: [{ task: 'a', same: ['DATE'] }] } }, { parameters: dates }),
    ['/tasks/b/parents/0/same/0', /but "a" and "b" do not use it/],
  ],
  [
    'same with a single value',
    tasks(
      { a: echo('{{USER}}'), b: { ...echo('{{USER}}'), parents: [{ task: 'a', same: ['USER'] }] } },
      { parameters: dates },
    ),
    ['/tasks/b/parents/0/same/0', /has a single value/],
  ],
  [
    'same with an unknown parameter',
    tasks({ a: {}, b: { parents: [{ task: 'a', same: ['DAET'] }] } }, { parameters: dates }),
    ['/tasks/b/parents/0/same/0', 'There is no parameter "DAET". Did you mean "DATE"?'],
  ],
  [
    'an empty same',
    tasks({ a: {}, b: { parents: [{ task: 'a', same: [] }] } }),
    ['/tasks/b/parents/0/same', /"same" is empty/],
  ],
  [
    'a same that is no array',
    tasks({ a: {}, b: { parents: [{ task: 'a', same: 'D' }] } }),
    ['/tasks/b/parents/0/same', /array of parameter names/],
  ],
  [
    'an edge with and without same',
    tasks(
      {
        a: { ...echo('{{DATE}}'), children: ['b'] },
        b: { ...echo('{{DATE}}'), parents: [{ task: 'a', same: ['DATE'] }] },
      },
      { parameters: dates },
    ),
    [
      '/tasks/b/parents/0',
      'The dependency a -> b is stated with "same" ["DATE"] here and without "same" at /tasks/a/children/0; state it in one way.',
    ],
  ],
  [
    'an edge with two different same',
    tasks(
      {
        a: echo('{{DATE}}{{HOST}}'),
        b: {
          ...echo('{{DATE}}{{HOST}}'),
          parents: [
            { task: 'a', same: ['DATE'] },
            { task: 'a', same: ['DATE', 'HOST'] },
          ],
        },
      },
      { parameters: dates },
    ),
    ['/tasks/b/parents/1', /\["DATE","HOST"\] here and with "same" \["DATE"\] at \/tasks\/b\/parents\/0/],
  ],
  [
    'an unknown parameter',
    tasks({ a: { job: { command: ['x'], deep: { er: ['{{DAT}}'] } } } }, { parameters: dates }),
    [
      '/tasks/a/job/deep/er/0',
      'Task "a" uses {{DAT}} in its job, but there is no parameter "DAT". Did you mean "DATE"?',
    ],
  ],
  [
    'an unknown parameter without parameters',
    tasks({ a: echo('{{X}}') }),
    ['/tasks/a/job/command/1', /Declare it in "parameters"; "\\\\\{\{X\}\}" would keep the braces\./],
  ],
  [
    'an unknown parameter in jobDefaults',
    tasks(one, { jobDefaults: { workDir: '{{X}}' } }),
    ['/jobDefaults/workDir', /The run uses \{\{X\}\} in the run's jobDefaults/],
  ],
  [
    'an unknown parameter in poolParameters',
    tasks({ a: { executionParameters: { poolParameters: { p: '{{X}}' } } } }),
    ['/tasks/a/executionParameters/poolParameters/p', /in the task's poolParameters/],
  ],
  [
    'an instance name that is another task',
    tasks({ a: echo('{{DATE}}'), a_2: {}, a_3: {} }, { parameters: dates }),
    ['/tasks/a_2', /one of its instances would be "a_2", which is also the name of a task/],
  ],
  [
    'an instance name that is another multiplied task',
    tasks({ a_1: echo('{{HOST}}'), a: echo('{{DATE}}') }, { parameters: dates }),
    ['/tasks/a_1', /"a_1"/],
  ],
  ['neither command', tasks({ a: { job: {} } }), ['/tasks/a/job', 'Give either command or commandString.']],
  ['both commands', tasks({ a: { job: { command: [], commandString: '' } } }), ['/tasks/a/job', /either/]],
  ['both commands in the task itself', { tasks: { a: { command: [], commandString: '' } } }, ['/tasks/a', /either/]],
  ['neither job nor command', { tasks: { a: {} } }, ['/tasks/a', /This task has no "job"/]],
  ['a command beside the job', tasks({ a: { command: ['x'] } }), ['/tasks/a/command', /move it there/]],
  [
    'unbalanced quotes',
    tasks({ a: { job: { commandString: "echo 'x" } } }),
    ['/tasks/a/job/commandString', 'A quote is not closed.'],
  ],
  [
    'unbalanced quotes in the older form',
    { tasks: { a: { commandString: "'" } } },
    ['/tasks/a/commandString', /quote/],
  ],
  [
    'unbalanced quotes through a value',
    tasks({ a: { job: { commandString: 'echo {{WHO}}' } } }, { parameters: { WHO: ['me', "it's"] } }),
    ['/tasks/a/job/commandString', 'A quote is not closed. (In a_2, with WHO = "it\'s".)'],
  ],
  [
    'a job that its executor does not accept',
    tasks({ a: { job: { command: [], cores: 'x' } } }),
    ['/tasks/a/job/cores', 'cores is a number.'],
  ],
  [
    'a default that the executor does not accept',
    tasks({ a: {}, b: {} }, { jobDefaults: { cores: 'x' } }),
    ['/jobDefaults/cores', 'cores is a number.'],
  ],
  [
    'a pool parameter that the executor does not accept',
    tasks({ a: {}, b: {} }, { executionParameters: { poolParameters: { cores: 'x' } } }),
    ['/executionParameters/poolParameters/cores', 'cores is a number.'],
  ],
  [
    "a task's pool parameter that the executor does not accept",
    tasks({ a: { executionParameters: { poolParameters: { cores: 'x' } } } }),
    ['/tasks/a/executionParameters/poolParameters/cores', 'cores is a number.'],
  ],
  [
    'an unknown pool',
    tasks(one, { executionParameters: { pool: 'clutser' } }),
    ['/executionParameters/pool', 'There is no pool "clutser". Did you mean "cluster"?'],
  ],
  [
    "a task's unknown pool",
    tasks({ a: { executionParameters: { pool: 'gpu-nodes' } } }),
    [
      '/tasks/a/executionParameters/pool',
      'There is no pool "gpu-nodes". The pools of this server are "default", "cluster".',
    ],
  ],
  [
    'a pool that is no string',
    tasks(one, { executionParameters: { pool: 1 } }),
    ['/executionParameters/pool', /a string; found 1/],
  ],
  [
    'more tasks than the limit',
    tasks(
      { a: echo('{{I}}{{J}}') },
      { parameters: { I: Array<string>(50).fill('x'), J: Array<string>(21).fill('y') } },
    ),
    [
      '/tasks',
      'This would make 1,050 tasks; the limit (limits.maxTasks) is 1,000. Most come from "a": 50 (I) x 21 (J).',
    ],
  ],
];

describe('what is refused', () => {
  it.each(rows)('%s', (_what, document, ...expected) => {
    const problems = problemsOf(document);
    expect(problems.map(({ pointer }) => pointer)).toEqual(expected.map(([pointer]) => pointer));
    expected.forEach(([, message], at) => {
      if (typeof message === 'string') expect(problems[at].message).toBe(message);
      else expect(problems[at].message).toMatch(message);
    });
  });

  it('accepts the document that the rows are made from', () => {
    expect(problemsOf(tasks(one))).toEqual([]);
    expect(problemsOf(tasks({ a: {}, a_1: {}, a_2: {} }))).toEqual([]);
    expect(problemsOf(tasks({ a: echo('{{DATE}}'), a_3: {}, a_01: {} }, { parameters: dates }))).toEqual([]);
  });
});
