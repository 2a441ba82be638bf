import type { Command } from 'commander';
import type { ValidationReport } from '#wire/run';
import type { Changes } from '../definition/changes';
import { addDefinition, sendDefinition } from '../definition/options';
import { addFormat, type Format } from '../output/format';
import { onePage } from '../api/pages';
import type { View } from '../output/view';
import type { Session } from '../session';

type Template = ValidationReport['templates'][number];

const TEMPLATE_VIEW: View<Template> = {
  name: ({ name }) => name,
  columns: [
    { title: 'TEMPLATE', text: ({ name }) => name },
    { title: 'INSTANCES', right: true, text: ({ instances }) => String(instances) },
  ],
};

export function configure(command: Command, session: Session): void {
  addDefinition(command);
  addFormat(command).action(async (file: string, options: Changes & { output: Format }) => {
    const api = session.api();
    const report = await sendDefinition(session, file, options, (definition) => api.validate(definition));
    const { taskCount, longestChain, templates } = report;
    const printer = session.printer(options.output);
    if (options.output === 'json' || options.output === 'jsonl' || options.output === 'yaml') {
      await printer.one({ name: () => '', columns: [] }, report);
    } else {
      await printer.list(TEMPLATE_VIEW, onePage(templates));
    }
    await session.tell(`Valid: ${taskCount} tasks, ${longestChain} on the longest way through the graph.`);
  });
}
