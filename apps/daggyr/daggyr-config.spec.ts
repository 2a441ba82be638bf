import { compileCheck } from '#server/schema-check';
import { daggyrConfigSchema } from './daggyr-config';

it('a token that is none is not shown', () => {
  const checked = compileCheck(daggyrConfigSchema)({ auth: { token: 'sesame' } });
  expect(JSON.stringify(checked)).not.toContain('sesame');
  expect(checked).toMatchObject({ ok: false, problems: [{ pointer: '/auth/token' }] });
});
