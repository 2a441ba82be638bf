import { DaggyError } from '#dag/errors';

type Meanings = readonly (readonly [code: RegExp, meaning: string])[];

/** What a server answers (SQLSTATE) when it could do it at another time, and what that means for people. */
const PASSING: Meanings = [
  [/^53100/, 'cannot write: its disk is full, free some space'],
  [/^53300/, 'takes no more connections: raise its max_connections, or close some'],
  [/^53/, 'is short of resources'],
  [/^25006/, 'is read-only, as a standby is: name the primary, or look why it takes no changes'],
  [
    /^(57P0[1235]|57014)/,
    'has ended the connection or the statement: it is stopped or restarted, or a person did that',
  ],
  [/^(55P03|40|25P0[24])/, 'was busy with another transaction'],
  [/^58/, 'cannot use its disk: look into its log'],
  [/^08/, 'cannot be reached'],
];

/** Tables, functions or the whole schema. */
const MISSING = /^(3F000|42P01|42883)$/;

/** What it answers, or why there is no connection, when somebody must change the config or the server first. */
const LASTING: Meanings = [
  [/^28P01/, 'refuses the password or the user: check "user" and "password" of PostgresLogger'],
  [/^28/, 'does not let this user in: check "user" of PostgresLogger, and pg_hba.conf of the server'],
  [/^3D000/, 'has no such database: create it, or check "database" of PostgresLogger'],
  [/^42501/, 'does not let this user do what a state logger must do: grant it the schema, or CREATE on the database'],
  [MISSING, 'is damaged: tables or functions of it are missing. Restore a backup'],
  [
    /CERT|^ERR_TLS|^ERR_SSL|SELF_SIGNED|UNABLE_TO_/,
    'shows a certificate that is not trusted: check sslmode and sslrootcert',
  ],
];

/** Pages of tables or indexes that make no sense. */
const DAMAGED = /^XX00[12]/;

/** What the client library says without a code, when waiting would not help. */
const LASTING_MESSAGE = /does not support SSL|^SASL|password must be a string|no PostgreSQL user name/;

/** SQLSTATE of what the server answered, or the code of a failure to connect; empty when there is none. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** Whether this SQLSTATE says that something of the store is not there. */
export function isMissing(code: string): boolean {
  return MISSING.test(code);
}

/** Whether this is an answer of the server, and no failure to get one. */
export function isAnswer(error: unknown): boolean {
  return error instanceof Error && 'severity' in error;
}

/**
 * The error for people: `store-unavailable` when it may pass, `store-damaged`, else a plain Error. An answer that nobody expects is one of
 * these: it says that something is wrong here, and would say so again.
 */
export function explainError(store: string, error: unknown): Error {
  if (error instanceof DaggyError) return error;
  const said = reasonOf(error);
  const code = codeOf(error);
  const passing = meaningOf(code, PASSING);
  if (passing !== undefined) return unavailable(`${store} ${passing} (${said})`);
  if (DAMAGED.test(code)) {
    return new DaggyError('store-damaged', `${store} is damaged (${said}): look into its log, restore a backup`);
  }
  const lasting = meaningOf(code, LASTING);
  if (lasting !== undefined) return new Error(`${store} ${lasting} (${said})`, { cause: error });
  if (isAnswer(error))
    return new Error(`${store} refuses a statement of PostgresLogger (${code}: ${said})`, { cause: error });
  if (LASTING_MESSAGE.test(said)) {
    return new Error(`${store} cannot be used: ${said}. Check "url", "user" and "password" of PostgresLogger`, {
      cause: error,
    });
  }
  return unavailable(
    `${store} cannot be reached (${said}): check that it runs, and "host" and "port" of PostgresLogger`,
  );
}

/**
 * As above, once daggyd works with the store: somebody may put right whatever the server refuses, so that it is worth
 * waiting for. What is missing or damaged will not come back.
 */
export function explainLater(store: string, error: unknown): Error {
  const explained = explainError(store, error);
  const isFinal = explained instanceof DaggyError || isMissing(codeOf(error));
  return isFinal ? explained : unavailable(explained.message);
}

function meaningOf(code: string, table: Meanings): string | undefined {
  return table.find(([pattern]) => pattern.test(code))?.[1];
}

function unavailable(message: string): DaggyError {
  return new DaggyError('store-unavailable', message);
}

/** Where a name has several addresses, Node tells of one failure for each and has no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
