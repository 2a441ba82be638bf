import { CursorCodec } from './cursor';
import { HttpProblem } from './http/http-problem';

const codec = new CursorCodec<{ after: number }>({
  type: 'object',
  additionalProperties: false,
  required: ['after'],
  properties: { after: { type: 'integer' } },
});

describe('CursorCodec', () => {
  it('reads what it wrote', () => {
    const cursor = codec.encode('runs', { after: 17 });
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(codec.decode('runs', cursor)).toEqual({ after: 17 });
  });

  it('refuses a cursor of another list, order or filter', () => {
    const cursor = codec.encode('runs state=ERRORED', { after: 17 });
    expect(() => codec.decode('runs', cursor)).toThrow(HttpProblem);
  });

  it('refuses a position that has another form than the list understands', () => {
    const older = new CursorCodec<string>({ type: 'string' });
    expect(() => codec.decode('runs', older.encode('runs', 'after 17'))).toThrow(HttpProblem);
  });

  it('refuses every cursor that differs in one character, and other texts', () => {
    const cursor = codec.encode('runs', { after: 17 });
    const changed = [...cursor].map(
      (char, at) => cursor.slice(0, at) + (char === 'A' ? 'B' : 'A') + cursor.slice(at + 1),
    );
    for (const text of [...changed, '', 'x', `${cursor}A`, cursor.slice(1), cursor.slice(0, -1), '%00', '==', '{}']) {
      expect(() => codec.decode('runs', text)).toThrow(expect.objectContaining({ status: 400 }));
    }
  });
});
