import { readTag, writeTag } from './tag';

it.each([
  ['{"tag": "a", "tasks": {}}', '{"tag": "b", "tasks": {}}'],
  ['{"tasks": {"tag": 1}}', '{"tag": "b","tasks": {"tag": 1}}'],
  ['{\n  "tasks": {}\n}', '{\n  "tag": "b",\n  "tasks": {}\n}'],
  [' { } ', ' { "tag": "b" } '],
  ['{"10": 1, "2": 1.0, "tag": null}', '{"10": 1, "2": 1.0, "tag": "b"}'],
  ['{"tag": ', '{"tag": '],
  ['[]', '[]'],
])('%s becomes %s', (text, changed) => {
  expect(writeTag(text, 'b')).toBe(changed);
});

it('is read from the text', () => {
  expect(readTag('{"tag": "a \\u0041"}')).toBe('a A');
  expect(readTag('{"tag": 7}')).toBe('');
  expect(readTag('{}')).toBe('');
  expect(readTag('{')).toBeUndefined();
});
