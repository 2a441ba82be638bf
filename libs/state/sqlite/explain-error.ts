import { Damage, RESTORE } from './damage';

/** What a failure of SQLite or of the file system means for the people who run daggyd, as a sentence that names the file. */
export function explainError(file: string, error: unknown): string {
  if (error instanceof Damage) return `${file} is damaged: ${error.message}`;
  const code = codeOf(error);
  const said = error instanceof Error ? error.message : String(error);
  const reason = REASONS.find(([pattern]) => pattern.test(code))?.[1];
  if (reason === undefined) return said.includes(file) ? said : `${file}: ${said}${code && ` (${code})`}`;
  return `${file} ${reason} (${code}: ${said})`;
}

const REASONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, 'cannot grow: the disk is full, free some space'],
  [/^SQLITE_NOTADB/, 'is not a SQLite database: name another file for the state logger, or move this one away'],
  [/^SQLITE_CORRUPT/, `is damaged: ${RESTORE}`],
  [/^(SQLITE_READONLY|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM|EROFS)/, 'may not be written by this user'],
  [
    /^(SQLITE_CANTOPEN|ENOTDIR|EISDIR|ELOOP|ENAMETOOLONG|EEXIST|ENOENT)/,
    'cannot be opened: it must be a file, in a folder that this user may write to',
  ],
  [/^(SQLITE_BUSY|SQLITE_LOCKED)/, 'is being written by another program, which must let go of it'],
  [/^(SQLITE_IOERR|EIO)/, 'cannot be read or written: the disk fails or is full'],
  [/^(SQLITE_NOMEM|SQLITE_TOOBIG)/, 'cannot take this: it is too large'],
];

/** Whether it will be the same however often it is tried. */
export function isDamage(error: unknown): boolean {
  return error instanceof Damage || /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));
}

/** `SQLITE_...`, `EACCES` and the like; empty when it has none. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
