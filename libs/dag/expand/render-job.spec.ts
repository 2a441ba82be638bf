import * as fc from 'fast-check';
import type { Job, Parameter } from '../spec/dag-spec';
import { makeTemplate } from './make-template';
import { renderJob } from './render-job';

function render(job: Job, parameters: readonly Parameter[] = [{ name: 'NAME', value: 'v' }]): Job {
  const spec = { name: 't', job, maxRetries: 0, retryIntervalSeconds: 0, isGenerator: false, priority: 0, pool: 'p' };
  return renderJob(makeTemplate(spec, parameters), 0);
}

describe('renderJob', () => {
  it.each([
    ['{{NAME}}', 'v'],
    ['a{{NAME}}b{{NAME}}', 'avbv'],
    ['\\{{NAME}}', '{{NAME}}'],
    ['\\{{OTHER}}', '{{OTHER}}'],
    ['\\\\{{NAME}}', '\\{{NAME}}'],
    ['{{{NAME}}}', '{v}'],
    ['{{ NAME }}', '{{ NAME }}'],
    ['{{NA-ME}}', '{{NA-ME}}'],
    ['\\{{NA-ME}}', '\\{{NA-ME}}'],
    ['{{.Names}} {{}} {{1}} {NAME} {{NAME}', '{{.Names}} {{}} {{1}} {NAME} {{NAME}'],
  ])('%s becomes %s', (written, filled) => {
    expect(render({ x: written })).toEqual({ x: filled });
  });

  it('fills in strings at any depth, and neither keys nor other values', () => {
    const job = { '{{NAME}}': [1, null, true, { deep: ['{{NAME}}', { er: '-{{NAME}}-' }] }] };
    expect(render(job)).toEqual({ '{{NAME}}': [1, null, true, { deep: ['v', { er: '-v-' }] }] });
  });

  it('puts values in as they are: neither looked at again nor patterns of a replacement', () => {
    const parameters = [
      { name: 'A', value: '{{B}}$&$1' },
      { name: 'B', value: 'no' },
    ];
    expect(render({ x: '{{A}}' }, parameters)).toEqual({ x: '{{B}}$&$1' });
  });

  it('keeps the order of the fields and leaves the template alone', () => {
    const job: Job = { b: '{{NAME}}', a: 'x', c: '{{NAME}}' };
    const rendered = render(job);
    expect(Object.keys(rendered)).toEqual(['b', 'a', 'c']);
    expect(job.b).toBe('{{NAME}}');
  });

  it('treats __proto__ as a field like any other', () => {
    const job = JSON.parse('{"__proto__": {"x": "{{NAME}}"}}') as Job;
    const rendered = render(job);
    expect(Object.keys(rendered)).toEqual(['__proto__']);
    expect(JSON.stringify(rendered)).toBe('{"__proto__":{"x":"v"}}');
    expect(Object.getPrototypeOf(rendered)).toBe(Object.prototype);
  });

  it('changes nothing where there is nothing to fill in', () => {
    const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('{{'));
    fc.assert(
      fc.property(json, (value) => {
        const job = { value } as Job;
        expect(render(job)).toBe(job);
      }),
    );
  });
});
