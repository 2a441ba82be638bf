import type { Random } from '../support/random';
import type { Findings } from './findings';
import type { Ledger } from './ledger';
import { holds, kill, type Launcher, launchersOf, taskProcesses } from './processes';

/** Once there is a new launcher, what the old one ran has so many ms to be gone. */
const GONE_WITHIN_MS = 1_000;
const REPLACED_WITHIN_MS = 10_000;

/** Kills launchers and looks at what becomes of the processes that they had started. */
export class LauncherKills {
  /** Those that were killed and whose tasks were not looked for yet. */
  private dead: Launcher[] = [];

  constructor(
    private readonly campaign: string,
    private readonly ledger: Ledger,
    private readonly findings: Findings,
    private readonly random: Random,
  ) {}

  /** Returns how many it has killed; a launcher that is not needed is not there. */
  strike(all: boolean): number {
    const there = launchersOf(this.campaign);
    const struck = all || there.length === 0 ? there : [this.random.pick(there)];
    for (const launcher of struck) {
      this.ledger.mark('launcher-killed', launcher.id);
      kill(launcher.pid);
    }
    this.dead.push(...struck);
    return struck.length;
  }

  /** While daggyd is up: it replaces them, and nothing of what they had started outlives that for long. */
  async lookAfter(): Promise<void> {
    for (const { folder, id } of this.dead.splice(0)) {
      const replaced = () => launchersOf(this.campaign).some((other) => other.folder === folder && other.id !== id);
      if (!(await holds(replaced, REPLACED_WITHIN_MS)))
        this.findings.add('troubles', `launcher ${id} was not replaced`);
      const gone = () => taskProcesses(this.campaign, id).length === 0;
      if (await holds(gone, GONE_WITHIN_MS)) continue;
      this.findings.add('slowDeaths', `of launcher ${id}: ${taskProcesses(this.campaign, id).join()}`);
    }
  }
}
