import type { Client } from 'pg';

/** Loaded on first use: those who use another logger need not have it. */
export async function loadPostgres(): Promise<typeof Client> {
  try {
    return (await import('pg')).Client;
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0];
    throw new Error(
      `PostgresLogger needs the package pg, which cannot be loaded (${reason}): install it, or choose another logger`,
      { cause: error },
    );
  }
}
