import { type Drawing, STATE_FILLS } from './drawing';

/** A digraph of Graphviz. */
export function dot({ boxes, edges }: Drawing): string {
  const lines = [
    'digraph run {',
    '  node [shape=box, style="rounded,filled", fontname="sans-serif"];',
    ...boxes.map(({ name, note, state }, at) => {
      const [fill, border] = STATE_FILLS[state];
      return `  n${at} [label="${escaped(name)}\\n${escaped(note)}", fillcolor="${fill}", color="${border}"];`;
    }),
    ...edges.map(([parent, child]) => `  n${parent} -> n${child};`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/** Inside double quotes; a backslash would begin an escape such as \N. */
function escaped(text: string): string {
  return text.replace(/["\\]/g, '\\$&').replace(/[\r\n]/g, ' ');
}
