import { curlCommand, daggycCommand, shellWord } from './commands';

it.each([
  ['plain-1.2:3/x', 'plain-1.2:3/x'],
  ['', `''`],
  ['two words', `'two words'`],
  [`it's $HOME`, `'it'\\''s $HOME'`],
])('%s is the shell word %s', (text, word) => {
  expect(shellWord(text)).toBe(word);
});

it('are complete, and name the server unless it is the usual one', () => {
  Object.assign(globalThis, { location: { origin: 'http://daggy:80' } });
  expect(curlCommand('/dagruns', { query: { tag: '^a&b$', limit: 50 } })).toBe(
    `curl -s 'http://daggy:80/api/v1/dagruns?tag=%5Ea%26b%24&limit=50'`,
  );
  expect(curlCommand('/dagruns/1/state', { method: 'PATCH', body: { state: 'KILLED' } })).toBe(
    `curl -s -X PATCH -H 'Content-Type: application/json' -d '{"state":"KILLED"}' http://daggy:80/api/v1/dagruns/1/state`,
  );
  expect(daggycCommand('list', '--tag', '^a')).toBe(`daggyc list --tag '^a' --server http://daggy:80`);
  Object.assign(globalThis, { location: { origin: 'http://localhost:2503' } });
  expect(daggycCommand('list')).toBe('daggyc list');
});
