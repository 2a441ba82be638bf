import { SubmissionKey } from './submission-key';

it('is one for each text', () => {
  const keys = new SubmissionKey();
  const first = keys.for('{}');
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(keys.for('{}')).toBe(first);
  expect(keys.for('{ }')).not.toBe(first);
  expect(new SubmissionKey().for('{}')).not.toBe(first);
});
