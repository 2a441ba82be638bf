import type { LineCounter, Node } from 'yaml';

type Yaml = typeof import('yaml');

/** Both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds the places of JSON pointers in a YAML text, of which JSON is a part. */
export class Positions {
  private constructor(
    private readonly yaml: Yaml,
    private readonly root: Node | null,
    private readonly lines: LineCounter,
  ) {}

  static async of(text: string): Promise<Positions> {
    const yaml = await import('yaml');
    const lines = new yaml.LineCounter();
    return new Positions(yaml, yaml.parseDocument(text, { lineCounter: lines, uniqueKeys: false }).contents, lines);
  }

  /** Of the key, or of the item of a list; of the nearest part around it that exists when it does not exist itself. */
  find(pointer: string): Position | undefined {
    const { isMap, isScalar, isSeq } = this.yaml;
    let node: unknown = this.root;
    let offset: number | undefined;
    for (const step of pointer.split('/').slice(1)) {
      const name = step.replace(/~1/g, '/').replace(/~0/g, '~');
      if (isMap(node)) {
        // A key that occurs twice is found where it occurs last, which is the one that counts.
        const pair = node.items.findLast(({ key }) => isScalar(key) && String(key.value) === name);
        if (pair === undefined) break;
        offset = startOf(pair.key) ?? offset;
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(name)];
        offset = startOf(node) ?? offset;
      } else {
        break;
      }
    }
    if (offset === undefined) return undefined;
    const { line, col } = this.lines.linePos(offset);
    return { line, column: col };
  }
}

function startOf(node: unknown): number | undefined {
  return (node as Node | undefined)?.range?.[0];
}
