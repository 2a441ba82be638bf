import type { Api } from '../api/api';
import { ClientError } from '../client-error';
import { ExitCode } from '../exit-codes';

/** For help texts. */
export const RUN_ARGUMENT = 'run id, or @latest for the newest run';

/** The id that is meant. */
export async function findRun(api: Api, text: string): Promise<number> {
  if (text === '@latest') {
    const { items } = await api.runs({ limit: 1 });
    if (items.length === 0) throw new ClientError(ExitCode.NOT_FOUND, 'There are no runs yet.');
    return items[0].runID;
  }
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new ClientError(ExitCode.USAGE, `"${text}" is no run id: give a number as "daggyc list" shows it, or @latest.`);
}
