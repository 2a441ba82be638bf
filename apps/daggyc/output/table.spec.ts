import { PassThrough } from 'node:stream';
import { Table } from './table';
import { type OutputStream, Terminal } from './terminal';

interface Row {
  readonly name: string;
  readonly count: number;
}

const COLUMNS = [
  { title: 'NAME', text: ({ name }: Row) => name, colour: () => 'red' as const },
  { title: 'COUNT', right: true, text: ({ count }: Row) => String(count) },
  { title: 'NOTE', text: ({ name }: Row) => `note of ${name}` },
];

function terminal(properties: { isTTY?: boolean; columns?: number } = {}, environment: NodeJS.ProcessEnv = {}) {
  const stream = new PassThrough({ encoding: 'utf8' });
  const output: OutputStream = Object.assign(stream, properties);
  return { terminal: new Terminal(output, environment), text: () => String(stream.read() ?? '') };
}

describe('Table', () => {
  it('grows with the rows that come', async () => {
    const { terminal: out, text } = terminal();
    const table = new Table(out, COLUMNS, true);
    await table.rows([{ name: 'a', count: 1 }]);
    await table.rows([{ name: 'longer', count: 1_000_000 }]);
    expect(text()).toBe('NAME  COUNT  NOTE\na         1  note of a\nlonger  1000000  note of longer\n');
  });

  it('is cut at the edge of a terminal, and coloured there', async () => {
    const { terminal: out, text } = terminal({ isTTY: true, columns: 20 });
    await new Table(out, COLUMNS, true).rows([{ name: 'a', count: 1 }]);
    const shown = text();
    expect(shown).toContain('\x1b[31ma   \x1b[0m');
    expect(shown.replace(/\x1b\[\d+m/g, '')).toBe('NAME  COUNT  NOTE\na         1  note of\n');
  });

  it.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('has no colours with %j', async (environment) => {
    const { terminal: out, text } = terminal({ isTTY: true, columns: 0 }, environment);
    await new Table(out, COLUMNS, true).rows([{ name: 'a\x1b[2J\n', count: 1 }]);
    expect(text()).toBe('NAME        COUNT  NOTE\na\\x1b[2J\\n      1  note of a\\x1b[2J\\n\n');
  });
});
