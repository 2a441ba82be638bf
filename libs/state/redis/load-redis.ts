import type { Redis } from 'ioredis';

/** Loaded on first use: those who use another logger need not have it. */
export async function loadRedis(): Promise<typeof Redis> {
  try {
    return (await import('ioredis')).Redis;
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0];
    throw new Error(
      `RedisLogger needs the package ioredis, which cannot be loaded (${reason}): install it, or choose another logger`,
      { cause: error },
    );
  }
}
