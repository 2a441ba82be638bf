import { outputPath } from '../../output/output-paths';
import { slotPath } from '../protocol';
import type { LiveAttempt } from './attempt';
import { SlotFile, type OrphanFile } from './slot-files';
import { FileActions } from './spawner';

export interface Collected {
  readonly outputBytes: number;
  readonly errorBytes: number;
  readonly truncated: boolean;
}

/** A place for one running attempt at a time, with its two files. */
export class Slot {
  holder: LiveAttempt | undefined;
  /** Gets the slot next; only when an attempt that nobody wants any more still has it. */
  next: LiveAttempt | undefined;
  private readonly stdout: SlotFile;
  private readonly stderr: SlotFile;
  private actions: FileActions | undefined;

  constructor(
    folder: string,
    index: number,
    tellsWriters: boolean,
    /** Files that somebody still writes to after their attempt has ended. */
    private readonly orphans: Set<OrphanFile>,
  ) {
    this.stdout = new SlotFile(slotPath(folder, index, 'stdout'), tellsWriters);
    this.stderr = new SlotFile(slotPath(folder, index, 'stderr'), tellsWriters);
  }

  /** Makes the files and says how a process gets them. Throws the file system's errors. */
  prepare(workDir: string): FileActions {
    this.stdout.prepare();
    this.stderr.prepare();
    if (this.actions?.workDir !== workDir) {
      this.actions?.destroy();
      this.actions = new FileActions(this.stdout.path, this.stderr.path, workDir);
    }
    return this.actions;
  }

  /** Takes the output of the holder, whose processes are gone, to its final place. Throws the file system's errors. */
  collect({ order: [runID, task, attempt], settings }: LiveAttempt): Collected {
    const cap = settings.maxOutputBytes;
    const pathOf = (stream: 'stdout' | 'stderr') => outputPath(settings.outputRoot, { runID, task, attempt }, stream);
    const stdout = this.stdout.collect(() => pathOf('stdout'), cap, this.orphans);
    const stderr = this.stderr.collect(() => pathOf('stderr'), cap, this.orphans);
    return {
      outputBytes: stdout.total,
      errorBytes: stderr.total,
      truncated: stdout.truncated || stderr.truncated,
    };
  }

  /** Keeps the disk usage of what the holder writes bounded. */
  punch(cap: number): void {
    this.stdout.punch(cap);
    this.stderr.punch(cap);
  }

  /** Forgets the files: new ones are made for the next attempt. */
  discard(): void {
    this.stdout.discard();
    this.stderr.discard();
  }
}
