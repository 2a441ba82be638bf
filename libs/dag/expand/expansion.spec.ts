import * as fc from 'fast-check';
import type { Job, Parameter, TaskSpec } from '../spec/dag-spec';
import { coveringInstances } from './covering-instances';
import {
  firstEqualIndexes,
  instanceIndex,
  instanceName,
  instanceParameters,
  splitInstanceName,
  valueIndex,
} from './instances';
import { makeTemplate, makeTemplates } from './make-template';
import { renderJob } from './render-job';
import type { Template } from './template';

function task(name: string, job: Job): TaskSpec {
  return { name, job, maxRetries: 0, retryIntervalSeconds: 0, isGenerator: false, priority: 0, pool: 'default' };
}

function using(...names: string[]): Job {
  return { command: names.map((name) => `{{${name}}}`) };
}

/** The combinations as nested loops would make them. */
function nestedLoops(arrays: readonly (readonly string[])[]): string[][] {
  return arrays.reduce<string[][]>(
    (rows, values) => rows.flatMap((row) => values.map((value) => [...row, value])),
    [[]],
  );
}

const values = fc.array(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 5 });
const someArrays = fc.array(values, { minLength: 1, maxLength: 4 });

function multiplied(arrays: readonly (readonly string[])[]): Template {
  const parameters = arrays.map((value, at): Parameter => ({ name: `P${at}`, value }));
  // The job asks for them in the opposite order: only the declared order may count.
  return makeTemplate(task('t', using(...parameters.map(({ name }) => name).toReversed())), parameters);
}

describe('expansion', () => {
  it('numbers instances like nested loops, the first declared parameter outermost', () => {
    fc.assert(
      fc.property(someArrays, (arrays) => {
        const template = multiplied(arrays);
        const rows = Array.from({ length: template.count }, (_, index) => [
          ...instanceParameters(template, index).values(),
        ]);
        expect(rows).toEqual(nestedLoops(arrays));
      }),
    );
  });

  it('names instances from 1 on, and finds each by its name', () => {
    fc.assert(
      fc.property(someArrays, (arrays) => {
        const template = multiplied(arrays);
        for (let index = 0; index < template.count; index++) {
          const name = instanceName(template, index);
          expect(name).toBe(`t_${index + 1}`);
          expect(instanceIndex(template, name)).toBe(index);
        }
      }),
    );
  });

  it('finds no instance under any other name', () => {
    const template = multiplied([['a', 'b']]);
    for (const name of ['t', 't_0', 't_3', 't_01', 't_1_1', 't_', 't_1e0', 't_+1', 'u_1', 't_99999999999999999999']) {
      expect(instanceIndex(template, name)).toBeUndefined();
    }
  });

  it('tells which value an instance has', () => {
    fc.assert(
      fc.property(someArrays, (arrays) => {
        const template = multiplied(arrays);
        for (let index = 0; index < template.count; index++) {
          const own = instanceParameters(template, index);
          arrays.forEach((array, at) => {
            expect(array[valueIndex(template, index, `P${at}`)]).toBe(own.get(`P${at}`));
          });
        }
      }),
    );
    expect(() => valueIndex(multiplied([['a']]), 0, 'Q')).toThrow(RangeError);
  });

  it('shows every value in a covering set, each further instance once', () => {
    fc.assert(
      fc.property(someArrays, (arrays) => {
        const template = multiplied(arrays);
        const covering = [...coveringInstances(template, Infinity)];
        expect(new Set(covering).size).toBe(covering.length);
        expect(covering.length).toBe(1 + arrays.reduce((sum, array) => sum + array.length - 1, 0));
        arrays.forEach((array, at) => {
          const shown = new Set(covering.map((index) => valueIndex(template, index, `P${at}`)));
          expect(shown.size).toBe(array.length);
        });
      }),
    );
  });

  it('takes turns between parameters when the covering set is cut short', () => {
    const template = multiplied([
      ['a', 'b', 'c'],
      ['x', 'y', 'z'],
    ]);
    expect([...coveringInstances(template, 3)]).toEqual([0, 3, 1]);
    expect([...coveringInstances(template, 0)]).toEqual([]);
  });

  it('keeps a task without array parameters single, under its own name', () => {
    const parameters: Parameter[] = [
      { name: 'A', value: 'x' },
      { name: 'B', value: ['1', '2'] },
    ];
    const template = makeTemplate(task('t', using('A')), parameters);
    expect(template).toMatchObject({ count: 1, arrays: [], scalars: [parameters[0]] });
    expect(instanceName(template, 0)).toBe('t');
    expect(instanceIndex(template, 't')).toBe(0);
    expect(instanceIndex(template, 't_1')).toBeUndefined();
  });

  it('multiplies by an array of one value too', () => {
    const template = multiplied([['only']]);
    expect(template.count).toBe(1);
    expect(instanceName(template, 0)).toBe('t_1');
    expect(renderJob(template, 0)).toEqual({ command: ['only'] });
  });

  it('ignores escaped names and keys', () => {
    const parameters: Parameter[] = [{ name: 'A', value: ['1', '2'] }];
    expect(makeTemplate(task('t', { '{{A}}': '\\{{A}}' }), parameters).count).toBe(1);
  });

  it('shares what templates with the same parameters have in common', () => {
    const parameters: Parameter[] = [{ name: 'A', value: ['1', '2'] }];
    const [first, second] = makeTemplates([task('a', using('A')), task('b', using('A'))], parameters);
    expect(first.arrays).toBe(second.arrays);
    expect([first.spec.name, second.spec.name]).toEqual(['a', 'b']);
  });

  it('counts astronomical products without making anything', () => {
    const thousand = Array.from({ length: 1_000 }, (_, at) => String(at));
    const trillion = multiplied([thousand, thousand, thousand, thousand]);
    expect(trillion.count).toBe(1e12);
    expect(instanceName(trillion, 1e12 - 1)).toBe('t_1000000000000');
    expect(renderJob(trillion, 1e12 - 2)).toEqual({ command: ['998', '999', '999', '999'] });
    const beyond = multiplied(Array.from({ length: 200 }, () => thousand));
    expect(beyond.count).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('splits the names that instances can have', () => {
    expect(splitInstanceName('a_b_12')).toEqual({ base: 'a_b', number: 12 });
    expect(splitInstanceName('_1')).toBeUndefined();
    expect(splitInstanceName('a_012')).toBeUndefined();
  });

  it('maps equal values of one array to one index', () => {
    expect([...firstEqualIndexes(['a', 'b', 'a', 'b', 'c'])]).toEqual([0, 1, 0, 1, 4]);
  });
});
