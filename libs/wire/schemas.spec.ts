import { Ajv } from 'ajv';
import * as attempt from './attempt';
import * as capacity from './capacity';
import * as definition from './definition';
import * as event from './event';
import * as graph from './graph';
import * as pool from './pool';
import * as problem from './problem';
import * as run from './run';
import * as runner from './runner';
import { DAGGYD_SCHEMAS, DAGGYR_SCHEMAS } from './schemas';
import * as search from './search';
import * as serverInfo from './server-info';
import * as stateChange from './state-change';
import * as states from './states';
import * as task from './task';
import * as taskColumns from './task-columns';

const modules: Readonly<Record<string, object>> = {
  attempt,
  capacity,
  definition,
  event,
  graph,
  pool,
  problem,
  run,
  runner,
  search,
  serverInfo,
  stateChange,
  states,
  task,
  taskColumns,
};
const ajv = new Ajv({
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  allErrors: true,
  formats: { 'date-time': true },
});
/** `[name, example, schema]` of every export that is called `...Example`. */
const examples = Object.values(modules).flatMap((module) => {
  const exported = new Map(Object.entries(module));
  return [...exported]
    .filter(([name]) => name.endsWith('Example'))
    .map(([name, example]) => [name, example, exported.get(name.replace(/Example$/, 'Schema'))] as const);
});

describe('wire schemas', () => {
  it('there is an example of every resource', () => {
    expect(examples.length).toBeGreaterThan(30);
  });

  it.each(examples)('%s is valid', (_name, example, schema) => {
    const validate = ajv.compile(schema as object);
    expect({ valid: validate(example), errors: validate.errors }).toEqual({ valid: true, errors: null });
  });

  it.each(Object.entries({ ...DAGGYD_SCHEMAS, ...DAGGYR_SCHEMAS }))(
    '%s compiles and says what it is',
    (_name, schema) => {
      expect(() => ajv.compile(schema)).not.toThrow();
      expect(schema.description).toMatch(/\w/);
    },
  );

  it('refuses times without milliseconds and unknown fields', () => {
    const validate = ajv.compile(run.runSummarySchema);
    expect(validate({ ...run.runSummaryExample, submitTime: '2026-11-20T08:00:00Z' })).toBe(false);
    expect(validate({ ...run.runSummaryExample, jobs: [] })).toBe(false);
  });

  it('takes a filter or names for a change of many tasks, not both', () => {
    const validate = ajv.compile(stateChange.bulkRequestSchema);
    expect(validate({ state: 'KILLED', names: ['a'] })).toBe(true);
    expect(validate({ state: 'KILLED' })).toBe(false);
    expect(validate({ state: 'KILLED', names: ['a'], filter: { state: 'QUEUED' } })).toBe(false);
  });
});
