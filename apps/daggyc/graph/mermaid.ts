import { TASK_STATES } from '#wire/states';
import { type Drawing, STATE_FILLS } from './drawing';

/** A flowchart of Mermaid, as Markdown of many places shows it between three backticks. */
export function mermaid({ boxes, edges }: Drawing): string {
  const present = TASK_STATES.filter((state) => boxes.some((box) => box.state === state));
  const lines = [
    'flowchart TD',
    ...boxes.map(({ name, note, state }, at) => `  n${at}["${escaped(name)}<br/>${escaped(note)}"]:::${state}`),
    ...edges.map(([parent, child]) => `  n${parent} --> n${child}`),
    ...present.map((state) => {
      const [fill, border] = STATE_FILLS[state];
      return `  classDef ${state} fill:${fill},stroke:${border},color:#000000`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}

/** Everything but letters, digits and a few others as Mermaid's entity codes: names may be words of its language. */
function escaped(text: string): string {
  return text.replace(/[^A-Za-z0-9 ,.]/gu, (character) => `#${character.codePointAt(0)};`);
}
