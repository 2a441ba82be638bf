import type Sqlite from 'better-sqlite3';

/** Loaded on first use: it is a native module, and those who use another logger need not have it built. */
export async function loadSqlite(): Promise<typeof Sqlite> {
  try {
    return (await import('better-sqlite3')).default;
  } catch (error) {
    throw new Error(
      `SqliteLogger needs the package better-sqlite3, which cannot be loaded (${reasonOf(error)}): ` +
        'run "npm rebuild better-sqlite3", which needs a C++ compiler where no prebuilt one fits, or choose another logger',
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}
