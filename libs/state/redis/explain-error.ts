import { DaggyError } from '#dag/errors';

/** What Redis answers when it could do it at another time: the first word, and what that means for people. */
const PASSING: readonly (readonly [code: string, meaning: string])[] = [
  ['OOM', 'has no memory left: raise its maxmemory, or remove runs'],
  ['MISCONF', 'cannot write to its disk and takes no changes: look into its log, free some space'],
  ['READONLY', 'is a replica now, which takes no changes: make it the master, or name the master in the config'],
  ['LOADING', 'is still loading its data'],
  ['CLUSTERDOWN', 'is part of a cluster that is down'],
  ['MASTERDOWN', 'is a replica that has lost its master'],
  ['NOREPLICAS', 'has too few replicas to take changes (min-replicas-to-write)'],
  ['TRYAGAIN', 'is moving keys to another node'],
  ['BUSY', 'is busy with the script of another client'],
];

/** What it answers when somebody must change the config or the server first. */
const LASTING: readonly (readonly [code: string, meaning: string])[] = [
  ['WRONGPASS', 'refuses the password or the user'],
  ['NOAUTH', 'wants a password: give "password", and "username" if it has users, in the config of RedisLogger'],
  ['NOPERM', 'does not let this user do what a state logger must do'],
  ['ERR AUTH', 'knows no password: leave "password" out of the config of RedisLogger, or set one there'],
  ['ERR DB index', 'has no database of this number'],
  ['ERR SELECT', 'has no database but 0'],
];

/** The first word of an answer, in front or, up to version 6, where it tells of an error in a script. */
function says(answer: string, code: string): boolean {
  return answer.startsWith(code) || answer.includes(`-${code} `) || answer.includes(`: ${code} `);
}

function meaningOf(answer: string, table: typeof PASSING): string | undefined {
  return table.find(([code]) => says(answer, code))?.[1];
}

/** Whether this is an answer, and no failure to get one. */
export function isAnswer(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

/**
 * The error for people. An answer that will not change by itself is a plain Error; all others are `store-unavailable`.
 */
export function explainError(store: string, error: unknown): Error {
  if (error instanceof DaggyError) return error;
  const said = reasonOf(error);
  if (!isAnswer(error)) {
    return unavailable(
      `${store} cannot be reached (${said}): check that it runs, and "host", "port" and "tls" of RedisLogger`,
    );
  }
  if (says(said, 'WRONGTYPE')) {
    return new DaggyError(
      'store-damaged',
      `${store} is damaged: another program has written to keys of its prefix (${said})`,
    );
  }
  const passing = meaningOf(said, PASSING);
  if (passing !== undefined) return unavailable(`${store} ${passing} (${said})`);
  return new Error(`${store} ${meaningOf(said, LASTING) ?? 'refuses a command of RedisLogger'} (${said})`, {
    cause: error,
  });
}

/** As above, once daggyd works with the store: somebody may put right whatever it refuses, so that it is worth waiting for. */
export function explainLater(store: string, error: unknown): DaggyError {
  const explained = explainError(store, error);
  return explained instanceof DaggyError ? explained : unavailable(explained.message);
}

function unavailable(message: string): DaggyError {
  return new DaggyError('store-unavailable', message);
}

/** Where a name has several addresses, Node tells of one failure for each and has no message of its own. */
function reasonOf(error: unknown): string {
  const { message, errors } = error as Partial<AggregateError>;
  if (Array.isArray(errors)) return errors.map(reasonOf).join(', ');
  return message ?? String(error);
}
