import { bulkRequestSchema } from '#wire/state-change';
import { compileCheck, type Schema } from './schema-check';

function messages(schema: Schema, value: unknown): string[] {
  const checked = compileCheck(schema)(value);
  return checked.ok ? [] : checked.problems.map(({ pointer, message }) => `${pointer}: ${message}`);
}

describe('compileCheck', () => {
  const schema = {
    type: 'object',
    additionalProperties: false,
    required: ['port'],
    properties: { port: { type: 'integer', minimum: 1 }, name: { type: 'string', enum: ['daggyd', 'daggyr'] } },
  };

  it('reports every problem, with the nearest known name', () => {
    expect(messages(schema, { prot: 1, port: 'x', name: 'dagyd' })).toEqual([
      '/prot: unknown key "prot". Did you mean "port"?',
      '/port: must be an integer, is "x"',
      '/name: "dagyd" is not one of "daggyd", "daggyr". Did you mean "daggyd"?',
    ]);
    expect(messages(schema, { name: 'daggyd' })).toEqual([': "port" is missing']);
    expect(messages(schema, { port: 0 })).toEqual(['/port: must be >= 1, is 0']);
    expect(messages(schema, { port: 1, completely: 1 })).toEqual([
      '/completely: unknown key "completely"; known: port, name',
    ]);
    expect(messages(schema, [])).toEqual([': must be an object, is an array']);
  });

  it('reports a choice once, in words', () => {
    expect(messages(bulkRequestSchema, { state: 'KILLED' })).toEqual([': give exactly one of "filter", "names"']);
    const wrong = messages(bulkRequestSchema, { state: 'KILLED', filter: { state: 'ERORED' } });
    expect(wrong).toHaveLength(1);
    expect(wrong[0]).toMatch(/^\/filter\/state: "ERORED" is not one of .*Did you mean "ERRORED"\?$/);
  });

  it('does not echo long values nor inherited names', () => {
    expect(messages(schema, { port: 'x'.repeat(10_000) })[0].length).toBeLessThan(200);
    expect(messages(schema, JSON.parse('{"port":1,"__proto__":1,"constructor":2}'))).toHaveLength(2);
  });

  it('does not show a secret', () => {
    const secret = { type: 'string', writeOnly: true, pattern: '^postgres://', enum: ['postgres://a'] };
    const withSecret = { type: 'object', properties: { url: secret, either: { anyOf: [secret], writeOnly: true } } };
    for (const value of ['mysql://a:topsecret@b', 123_321]) {
      const shown = messages(withSecret, { url: value, either: value });
      expect(shown.length).toBeGreaterThanOrEqual(3);
      for (const message of shown) expect(message).toContain('a secret that is not shown');
      for (const message of shown) expect(message).not.toMatch(/topsecret|123321/);
    }
  });

  it('fills in defaults when asked to', () => {
    const withDefault = { type: 'object', properties: { downstream: { type: 'boolean', default: false } } };
    expect(compileCheck(withDefault, { defaults: true })({})).toEqual({ ok: true, value: { downstream: false } });
    expect(compileCheck(withDefault)({})).toEqual({ ok: true, value: {} });
  });
});
