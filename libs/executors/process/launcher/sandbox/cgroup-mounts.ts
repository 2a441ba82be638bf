import { readFileSync } from 'node:fs';

/** Where cgroup v2 file systems are mounted, from the text of /proc/self/mountinfo; those that are hidden by another mount are left out. */
export function cgroupMounts(mountinfo = readFileSync('/proc/self/mountinfo', 'utf8')): string[] {
  const types = new Map<string, string>();
  for (const line of mountinfo.split('\n')) {
    const [, folder, type] = /^\S+ \S+ \S+ \S+ (\S+) .* - (\S+) /.exec(line) ?? [];
    if (folder !== undefined) types.set(unescaped(folder), type);
  }
  return [...types].flatMap(([folder, type]) => (type === 'cgroup2' ? [folder] : []));
}

/** A path as it stands in mountinfo, where spaces and the like are octal numbers. */
export function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
}
