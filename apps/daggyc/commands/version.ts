import type { Command } from 'commander';
import type { Version } from '#wire/server-info';
import { packageVersion } from '#server/version';
import { addFormat, type Format } from '../output/format';
import type { View } from '../output/view';
import type { Session } from '../session';

interface Versions {
  readonly daggyc: string;
  readonly server?: Version;
}

const VIEW: View<Versions> = { name: ({ daggyc }) => daggyc, columns: [] };

export function configure(command: Command, session: Session): void {
  command.option('--remote', 'that of the server, too');
  addFormat(command).action(async ({ output, remote }: { output: Format; remote?: boolean }) => {
    const versions: Versions = { daggyc: packageVersion(), ...(remote && { server: await session.api().version() }) };
    const { daggyc, server } = versions;
    const rows = [
      ['daggyc', daggyc] as const,
      ...(server === undefined ? [] : [[server.name, server.version] as const]),
    ];
    await session.printer(output).one(VIEW, versions, rows);
  });
}
