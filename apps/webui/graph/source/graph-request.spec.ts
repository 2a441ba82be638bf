import { type GraphRequest, readGraphRequest, writeGraphRequest } from './graph-request';

it.each([
  [{}, { by: 'auto' }],
  [{ by: 'task' }, { by: 'task' }],
  [{ by: 'template' }, { by: 'template' }],
  [{ by: 'rank' }, { by: 'auto' }],
  [{ around: 'a' }, { by: 'around', task: 'a', levels: 1 }],
  [
    { around: 'a', levels: '3', by: 'template' },
    { by: 'around', task: 'a', levels: 3 },
  ],
  [
    { around: 'a', levels: '1000' },
    { by: 'around', task: 'a', levels: 20 },
  ],
  [
    { around: 'a', levels: '-1' },
    { by: 'around', task: 'a', levels: 1 },
  ],
])('%j asks for %j', (query, request) => {
  expect(readGraphRequest(query)).toEqual(request);
});

it.each<GraphRequest>([
  { by: 'auto' },
  { by: 'task' },
  { by: 'template' },
  { by: 'around', task: 'a b', levels: 1 },
  { by: 'around', task: 'a', levels: 2 },
])('%j comes back from its URL', (request) => {
  const { by, around, levels } = writeGraphRequest(request);
  expect(readGraphRequest({ by: by ?? null, around: around ?? null, levels: levels ?? null })).toEqual(request);
});
