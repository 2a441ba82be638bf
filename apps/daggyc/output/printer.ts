import type { Format } from './format';
import { toJson } from './json';
import { Table } from './table';
import type { Terminal } from './terminal';
import type { Column, View } from './view';
import { visible } from './visible';

/** Writes what a command found to stdout, in the format that was asked for. */
export class Printer {
  constructor(
    private readonly out: Terminal,
    private readonly format: Format,
  ) {}

  /** A list, page by page; resolves to whether the list goes on after them. */
  async list<T>(view: View<T>, pages: AsyncGenerator<readonly T[], boolean>): Promise<boolean> {
    const write = await this.writer(view);
    let first = true;
    for (;;) {
      const { value, done } = await pages.next();
      if (done) {
        if (first) await write.empty();
        await write.end?.();
        return value;
      }
      if (value.length > 0) await write.items(value, first);
      first &&= value.length === 0;
    }
  }

  /** One thing. Tables show it as the only row of a list, unless `details` says more of it. */
  async one<T>(view: View<T>, item: T, details?: readonly (readonly [string, string])[]): Promise<void> {
    switch (this.format) {
      case 'json':
        return this.out.line(toJson(item, 2));
      case 'yaml':
        return this.out.write(await this.yaml(item));
      case 'jsonl':
      case 'name':
      case 'wide':
      case 'table': {
        if (details !== undefined && (this.format === 'table' || this.format === 'wide')) return this.details(details);
        const write = await this.writer(view);
        await write.items([item], true);
      }
    }
  }

  private async details(details: readonly (readonly [string, string])[]): Promise<void> {
    const width = Math.max(...details.map(([label]) => label.length));
    for (const [label, text] of details) {
      await this.out.line(`${this.out.paint(label.padEnd(width), 'bold')}  ${visible(text)}`);
    }
  }

  private async writer<T>(view: View<T>): Promise<ListWriter<T>> {
    const { out, format } = this;
    const each = (line: (item: T) => string) => async (items: readonly T[]) =>
      out.write(items.map((item) => `${line(item)}\n`).join(''));
    switch (format) {
      case 'json':
        return {
          items: (items, first) =>
            out.write(
              items.map((item, at) => `${first && at === 0 ? '[' : ','}\n${indented(toJson(item, 2))}`).join(''),
            ),
          empty: () => out.write('['),
          end: () => out.write('\n]\n'),
        };
      case 'jsonl':
        return { items: each((item) => toJson(item)), empty: nothing };
      case 'name':
        return { items: each((item) => visible(view.name(item))), empty: nothing };
      case 'yaml':
        return { items: async (items) => out.write(await this.yaml(items)), empty: () => out.line('[]') };
      case 'wide':
      case 'table': {
        const shown = (column: Column<T>) => format === 'wide' || column.wide !== true;
        const table = new Table(out, view.columns.filter(shown), format === 'table');
        return { items: (items) => table.rows(items), empty: () => table.rows([]) };
      }
    }
  }

  private async yaml(value: unknown): Promise<string> {
    const text = (await import('yaml')).stringify(value);
    // Plain strings of YAML may hold characters that a terminal would obey.
    return this.out.isTerminal ? text.split('\n').map(visible).join('\n') : text;
  }
}

interface ListWriter<T> {
  /** `first`: nothing was written before. */
  items(items: readonly T[], first: boolean): Promise<void>;
  /** Before the end of a list without items. */
  empty(): Promise<void>;
  end?(): Promise<void>;
}

async function nothing(): Promise<void> {}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}
