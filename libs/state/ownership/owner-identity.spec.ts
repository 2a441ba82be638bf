import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { isGone, newIdentity, parseIdentity } from './owner-identity';

describe('the identity of an owner', () => {
  it('is one of its own for each logger, and says which process it is of', () => {
    const [one, other] = [newIdentity(), newIdentity()];
    expect(one).toMatchObject({ pid: process.pid, instance: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(one.startTime).toBeGreaterThan(0);
    expect({ ...other, instance: one.instance }).toEqual(one);
    expect(other.instance).not.toBe(one.instance);
  });

  it('comes back from its text', () => {
    const identity = newIdentity();
    expect(parseIdentity(JSON.stringify(identity))).toEqual(identity);
    for (const text of ['', '{', 'null', '[]', '{"pid":1}', JSON.stringify({ ...identity, pid: '1' })]) {
      expect(parseIdentity(text)).toBeUndefined();
    }
  });

  it('is not gone while its process is there', () => {
    expect(isGone(newIdentity())).toBe(false);
  });

  it('is gone when another process has its pid', () => {
    const identity = newIdentity();
    expect(isGone({ ...identity, startTime: identity.startTime - 1 })).toBe(true);
  });

  it('is not said to be gone when it cannot be seen from here', () => {
    const elsewhere = { ...newIdentity(), startTime: 0 };
    expect(isGone({ ...elsewhere, bootID: 'c6ea09d2-0000-4000-8000-000000000000' })).toBe(false);
    expect(isGone({ ...elsewhere, pidNamespace: 'pid:[1]' })).toBe(false);
    expect(isGone({ ...elsewhere, bootID: '', pidNamespace: '' })).toBe(false);
  });

  it('is gone when its process has ended, also before its parent has looked', async () => {
    // The shell's child has ended, and the shell, which is now `sleep`, never looks.
    const parent = spawn('sh', ['-c', 'sh -c "exit 0" & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const ended = { ...newIdentity(), pid: Number(line.toString()) };
    while (!isZombie(ended.pid)) await new Promise((resolve) => setImmediate(resolve));
    expect(isGone({ ...ended, startTime: statOf(ended.pid).startTime })).toBe(true);
    const exit = once(parent, 'exit');
    parent.kill('SIGKILL');
    await exit;
    expect(isGone({ ...newIdentity(), pid: parent.pid ?? 0 })).toBe(true);
  });
});

function isZombie(pid: number): boolean {
  return statOf(pid).state === 'Z';
}

function statOf(pid: number): { state: string; startTime: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0], startTime: Number(fields[19]) };
}
