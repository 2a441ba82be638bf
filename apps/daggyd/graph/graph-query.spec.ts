import { readGraphPart } from './graph-query';

const absent = { by: 'task', around: undefined, levels: undefined } as const;

describe('readGraphPart', () => {
  it('reads what part is asked for', () => {
    expect(readGraphPart(absent)).toEqual({ by: 'task' });
    expect(readGraphPart({ ...absent, by: 'template' })).toEqual({ by: 'template' });
    expect(readGraphPart({ ...absent, around: 'a' })).toEqual({ by: 'task', around: { task: 'a', levels: 1 } });
    expect(readGraphPart({ ...absent, around: 'a', levels: 3 })).toEqual({
      by: 'task',
      around: { task: 'a', levels: 3 },
    });
  });

  it.each([
    [{ ...absent, levels: 2 }, ['/levels']],
    [{ ...absent, by: 'template', around: 'a' }, ['/around']],
    [{ by: 'template', around: undefined, levels: 2 }, ['/levels']],
  ] as const)('refuses %j', (query, pointers) => {
    expect(() => readGraphPart(query)).toThrow(
      expect.objectContaining({
        status: 400,
        errors: pointers.map((pointer) => ({ pointer, message: expect.any(String) })),
      }),
    );
  });
});
