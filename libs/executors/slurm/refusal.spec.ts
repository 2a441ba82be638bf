import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusalOf, refusalText, type Refusal } from './refusal';

/** Slurm's own words for its error numbers, as the library of 22.05 has them. */
const MESSAGES: Readonly<Record<Refusal, readonly string[]>> = {
  never: [
    'Invalid partition name specified',
    'No partition specified or system default partition',
    'Requested node configuration is not available',
    'Requested nodes not in this partition',
    'Invalid account or account/partition combination specified',
    'Invalid qos specification',
    'Invalid feature specification',
    'Invalid license specification',
    'Invalid generic resource (gres) specification',
    'Invalid user id',
    "User's group not permitted to use this partition",
    'Access/permission denied',
    'Access denied to requested reservation',
    'Requested reservation is invalid',
    'Requested time limit is invalid (missing or exceeds some limit)',
    'Time limit specification required, but not provided',
    'More processors requested than permitted',
    'CPU count specification invalid',
    'Node count specification invalid',
    'Memory required by task is not available',
    'Job dependency problem',
    'Pathname of a file, directory or other parameter too long',
  ],
  later: [
    'Unable to contact slurm controller (connect failure)',
    'Slurm backup controller in standby mode',
    'Controller is in standby mode, try a different controller',
    'Slurm temporarily unable to accept job, sleeping and retrying',
    'Resource temporarily unavailable',
    'Unable to create job record, try again',
    'System submissions disabled',
    'Protocol authentication error',
    'Invalid authentication credential',
  ],
  barred: [
    'Required partition not available (inactive or drain)',
    'Required node not available (down, drained or reserved)',
    "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)",
  ],
  unsure: [
    'Socket timed out on send/recv operation',
    'Zero Bytes were transmitted or received',
    'Unable to contact slurm controller (receive failure)',
    'Message receive failure',
    'Unexpected message received',
  ],
};

const cases = Object.entries(MESSAGES).flatMap(([refusal, messages]) => messages.map((message) => [message, refusal]));

it.each(cases)('“%s”: %s', (message, refusal) => {
  expect(refusalOf(1, `sbatch: error: Batch job submission failed: ${message}\n`)).toBe(refusal);
});

it.each([
  ['killed', 137, ''],
  ['asked to end', 143, ''],
  ['of a shell script around it', 1, ''],
])('is unsure of an sbatch that says nothing: %s', (_what, rc, message) => {
  expect(refusalOf(rc, message)).toBe('unsure');
});

describe('as Slurm 22.05 has answered', () => {
  interface Answer {
    readonly what: string;
    readonly command: readonly string[];
    readonly rc: number;
    readonly stderr: string;
  }
  const answers = (JSON.parse(readFileSync(join(__dirname, 'samples/slurm-22.05.json'), 'utf8')) as Answer[]).filter(
    ({ command, rc }) => command[0] === 'sbatch' && rc !== 0,
  );
  const later = ['no controller', 'no config'];

  it.each(answers.map((answer) => [answer.what, answer] as const))('to %s', (what, { rc, stderr }) => {
    const wanted = later.includes(what) ? 'later' : what === 'a controller that does not answer' ? 'unsure' : 'never';
    expect(refusalOf(rc, stderr)).toBe(wanted);
    expect(refusalText(stderr)).not.toMatch(/sbatch: |\n|^$/);
  });
});
