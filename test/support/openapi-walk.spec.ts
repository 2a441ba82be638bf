import { openApiFaults } from './openapi-walk';

const problem = { 'application/problem+json': { schema: { type: 'object' }, example: {} } };

function faultsOf(change: object, path = '/x'): string[] {
  const operation = {
    operationId: 'getX',
    summary: 'X',
    responses: {
      200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/X' }, example: { n: 1 } } } },
      404: { content: problem },
    },
    ...change,
  };
  const schema = { type: 'object', properties: { n: { type: 'integer' } } };
  return openApiFaults({ paths: { [path]: { get: operation } }, components: { schemas: { X: schema } } });
}

const answer = (media: object) => ({
  responses: { 200: { content: { 'application/json': media } }, 404: { content: problem } },
});

describe('openApiFaults', () => {
  it('finds nothing wrong with a good document', () => expect(faultsOf({})).toEqual([]));

  it.each([
    [{ operationId: undefined }, /no operationId/],
    [{ summary: '' }, /no summary/],
    [answer({ example: 1 }), /no schema/],
    [answer({ schema: {} }), /no example/],
    [answer({ schema: { $ref: '#/components/schemas/X' }, example: { n: 'x' } }), /not valid.*n must be integer/],
    [answer({ schema: { $ref: '#/components/schemas/Y' }, example: {} }), /not valid/],
    [{ responses: { 404: { content: problem } } }, /no successful answer/],
    [{ responses: { 204: {} } }, /no refusal/],
    [{ responses: { 204: {}, 400: { content: {} } } }, /no application\/problem\+json/],
    [{ responses: { 200: {}, 400: { content: problem } } }, /200 has no schema/],
  ])('finds what is wrong: %j', (change, fault) => {
    expect(faultsOf(change).join('\n')).toMatch(fault);
  });

  it('finds undeclared path parameters and empty documents', () => {
    expect(faultsOf({}, '/x/{name}')).toEqual(['GET /x/{name}: path parameter name is not declared']);
    expect(openApiFaults({})).toEqual(['no operations']);
  });
});
