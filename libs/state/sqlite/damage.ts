export const RESTORE = 'restore a backup, or save what can be read with "sqlite3 FILE .recover", with daggyd stopped';

/** What is stored cannot be what was written. */
export class Damage extends Error {
  constructor(what: string, advice = RESTORE) {
    super(`${what}: ${advice}`);
  }
}
