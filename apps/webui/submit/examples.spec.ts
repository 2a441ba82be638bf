import { EXAMPLES, exampleText } from './examples';

it.each(Object.entries(EXAMPLES))('%s is the JSON of its definition', (name, { definition }) => {
  expect(JSON.parse(exampleText(name) ?? '')).toEqual(definition);
});

it('keeps lists on a line, and knows no others', () => {
  expect(exampleText('diamond')).toContain('"parents": ["clean", "count"]');
  expect(exampleText('parameters')).toContain('"command": ["echo", "pulling", "{{REGION}}", "{{DATE}}"]');
  expect(exampleText('toString')).toBeUndefined();
});
