import { applyChanges } from './changes';

describe('applyChanges', () => {
  it('sets parameters and tag, and keeps the rest', () => {
    const definition = { tag: 'old', parameters: { A: '1', B: '2' }, tasks: {} };
    expect(applyChanges(definition, { param: ['B=x=y', 'C=1', 'C=', 'C=3'], tag: '' })).toEqual({
      tag: '',
      parameters: { A: '1', B: 'x=y', C: ['1', '', '3'] },
      tasks: {},
    });
    expect(definition.parameters.B).toBe('2');
  });

  it('uses the older name of parameters where the definition does', () => {
    expect(applyChanges({ job: { A: '1' } }, { param: ['A=2'] })).toEqual({ job: { A: '2' } });
    expect(applyChanges({}, { param: ['A=2'] })).toEqual({ parameters: { A: '2' } });
  });

  it('leaves what is no definition to the server', () => {
    for (const wrong of [null, [], 'text']) expect(applyChanges(wrong, { param: ['A=1'] })).toBe(wrong);
    expect(applyChanges({ parameters: 7 }, { param: ['A=1'] })).toEqual({ parameters: 7 });
  });
});
