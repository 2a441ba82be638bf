import type { Command } from 'commander';
import { Option } from 'commander';
import type { RunCreated } from '#wire/run';
import type { Changes } from '../definition/changes';
import { addDefinition, sendDefinition } from '../definition/options';
import { followRun } from '../follow/follow-run';
import { addPatience, type PatienceOptions } from '../follow/options';
import { watchRun } from '../follow/watch-run';
import { addFormat, type Format } from '../output/format';
import type { View } from '../output/view';
import type { Session } from '../session';

interface Options extends Changes, PatienceOptions {
  readonly output: Format;
  readonly idempotencyKey?: string;
  readonly watch?: boolean;
  readonly wait?: boolean;
  readonly follow?: boolean;
}

const VIEW: View<RunCreated> = {
  name: ({ runID }) => String(runID),
  columns: [
    { title: 'RUN', right: true, text: ({ runID }) => String(runID) },
    { title: 'STATE', text: ({ state }) => state },
    { title: 'TASKS', right: true, text: ({ taskCount }) => String(taskCount) },
  ],
};

export function configure(command: Command, session: Session): void {
  addDefinition(command);
  addPatience(command)
    .option('--idempotency-key <key>', 'makes it safe to submit again when no answer came')
    .addOption(new Option('--watch', 'show the progress until the end').conflicts(['wait', 'follow']))
    .addOption(new Option('--wait', 'wait for the end').conflicts(['watch', 'follow']))
    .addOption(new Option('--follow', 'show what the tasks write until the end').conflicts(['watch', 'wait']));
  addFormat(command, 'name').action(async (file: string, options: Options) => {
    const api = session.api();
    const { idempotencyKey } = options;
    const created = await sendDefinition(session, file, options, (definition) =>
      api.submit(definition, idempotencyKey),
    );
    const { runID, taskCount } = created;
    await session.tell(`Run ${runID} with ${taskCount} ${taskCount === 1 ? 'task' : 'tasks'}.`);
    await session.printer(options.output).one(VIEW, created);
    if (options.follow) {
      await followRun(session, api, runID, options);
    } else if (options.watch || options.wait) {
      await watchRun(session, api, runID, { ...options, progress: options.watch === true });
    }
  });
}
