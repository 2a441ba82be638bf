import type { Command } from 'commander';
import { Option } from 'commander';
import { naturalNumber } from '../arguments/numbers';
import { findRun, RUN_ARGUMENT } from '../arguments/run';
import { dot } from '../graph/dot';
import { drawingOf } from '../graph/drawing';
import { mermaid } from '../graph/mermaid';
import { toJson } from '../output/json';
import type { Session } from '../session';

interface Options {
  readonly output: 'mermaid' | 'dot' | 'json';
  readonly by?: 'template' | 'task';
  readonly around?: string;
  readonly levels?: number;
}

export function configure(command: Command, session: Session): void {
  command
    .argument('<run>', RUN_ARGUMENT)
    .addOption(
      new Option('-o, --output <format>', 'what to draw it with')
        .choices(['mermaid', 'dot', 'json'])
        .default('mermaid'),
    )
    .addOption(
      new Option('--by <what>', 'what the boxes are (default: template, or task with --around)').choices([
        'template',
        'task',
      ]),
    )
    .option('--around <task>', 'only what is around this task')
    .option('--levels <n>', 'with --around: how far up and down (default: 1)', naturalNumber)
    .action(async (run: string, { output, by, around, levels }: Options) => {
      const api = session.api();
      const what = by ?? (around === undefined ? 'template' : 'task');
      const graph = await api.graph(await findRun(api, run), { by: what, around, levels });
      const draw = {
        json: () => `${toJson(graph)}\n`,
        dot: () => dot(drawingOf(graph)),
        mermaid: () => mermaid(drawingOf(graph)),
      };
      await session.out.write(draw[output]());
    });
}
