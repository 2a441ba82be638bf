/**
 * What a launcher and its client say to each other over a Unix socket: one JSON array per line, its first item names the
 * message. Arrays instead of objects, because both sides pay for every byte of thousands of messages per second.
 */
export const PROTOCOL_VERSION = 3;

/** Run, task and attempt number: names an attempt for ever. */
export type WireKey = readonly [runID: number, task: number, attempt: number];

/** What happens to running attempts when the client goes away; `kill`: SIGKILL at once, and the launcher ends, too. */
export type OnDisconnect = 'keep' | 'stop' | 'kill';

export interface Settings {
  readonly onDisconnect: OnDisconnect;
  /** Fencing token of the client: one with a greater token takes the launcher over from one with a smaller. */
  readonly owner: number;
  /** Absolute path of the folder that ended attempts' output is kept in. */
  readonly outputRoot: string;
  /** Most bytes kept of each stream. */
  readonly maxOutputBytes: number;
  /** Between SIGTERM and SIGKILL. */
  readonly stopGraceMs: number;
}

/**
 * What a process is kept apart by. Every sandboxed process has no_new_privs set and an oom_score_adj of 0, whatever else it
 * has. Namespaces need root.
 */
export interface Sandbox {
  /** Absolute path of a cgroup v2 directory that is there; "" for the launcher's own. Whoever made it removes it. */
  readonly cgroup: string;
  /** A PID namespace of its own. The process is not its first one, and nothing in it outlives the process. */
  readonly pid: boolean;
  /** A mount namespace of its own, with a /proc that shows its PID namespace. */
  readonly mount: boolean;
  /** A network of its own, with loopback only. */
  readonly network: boolean;
}

/** An order to start a process. */
export type WireOrder = readonly [
  runID: number,
  task: number,
  attempt: number,
  /** Which pair of files it writes to; chosen by the client, never in use by another attempt of it. */
  slot: number,
  command: readonly string[],
  /** NAME=value, each name once; added to the launcher's own environment. */
  environment: readonly string[],
  /** Absolute; "" for the launcher's own. */
  workDir: string,
  /** -1 for the launcher's own. */
  userID: number,
  /** Null: as the launcher is. */
  sandbox: Sandbox | null,
];

export type EndCause = 'exit' | 'signal' | 'killed' | 'timeout' | 'spawn-error' | 'lost';

/** How a process ended. */
export type WireEnd = readonly [
  runID: number,
  task: number,
  attempt: number,
  cause: EndCause,
  /** Exit code, 128 + signal number, 126 or 127; of no meaning for `lost`. */
  rc: number,
  /** ms since the epoch. */
  startTime: number,
  stopTime: number,
  /** Bytes written, kept or not. */
  outputBytes: number,
  errorBytes: number,
  /** 1 when the middle of a stream was cut out. */
  truncated: 0 | 1,
  cpuMicroseconds: number,
  /** 0 when it is not known. */
  maxRssKB: number,
  log: string,
];

export type WireRunning = readonly [runID: number, task: number, attempt: number, slot: number, pid: number];

export type ClientMessage =
  /** The first message of a connection; `again`: this client was there before. */
  | readonly ['hello', version: number, settings: Settings, again: boolean]
  | readonly ['start', orders: readonly WireOrder[]]
  | readonly ['stop', cause: 'killed' | 'timeout', keys: readonly WireKey[]]
  /** Their results are safe: forget them. */
  | readonly ['acknowledge', keys: readonly WireKey[]]
  /** Results that the client has found by itself; they are kept as all others are. */
  | readonly ['keep', ends: readonly WireEnd[]]
  /** Everything that this owner's predecessors had ordered is known here or was kept just now. Answered by `settled`. */
  | readonly ['settled']
  /** Answered by `running`. */
  | readonly ['list']
  /** There will be no other client for now: end as soon as nothing runs and every result was acknowledged. */
  | readonly ['end'];

/** `busy`: it has a client; `later-owner`: a later owner was here meanwhile; `version`: it speaks another version. */
export type RefusalReason = 'busy' | 'later-owner' | 'version';

export type LauncherMessage =
  /** The answer to `hello`; `ended` are the results not acknowledged yet. */
  | readonly [
      'hello',
      version: number,
      about: {
        readonly pid: number;
        /** Most open files it may have: two for each slot. */
        readonly maxFiles: number;
        /** The latest owner that said `settled`; -1 when none has. */
        readonly settledOwner: number;
        /** Whether the launcher before this one ran before the host was restarted. */
        readonly afterReboot: boolean;
        readonly running: readonly WireRunning[];
        readonly ended: readonly WireEnd[];
      },
    ]
  /** The answer to a `hello` that cannot be served; the connection is closed. */
  | readonly ['refused', reason: RefusalReason, version: number]
  | readonly ['ended', ends: readonly WireEnd[]]
  | readonly ['running', running: readonly WireRunning[]]
  | readonly ['settled'];

export function keyText(runID: number, task: number, attempt: number): string {
  return `${runID}/${task}/${attempt}`;
}

/** Path of the file that a running attempt's stream goes to. */
export function slotPath(folder: string, slot: number, stream: 'stdout' | 'stderr'): string {
  return `${folder}/slot-${slot}.${stream}`;
}

/** Cuts a stream of bytes into lines. */
export class LineReader {
  private rest = '';

  constructor(private readonly onLine: (line: string) => void) {}

  /** The chunk must be whole characters (a socket with `setEncoding`). */
  push(chunk: string): void {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      const line = this.rest + chunk.slice(start, end);
      this.rest = '';
      start = end + 1;
      this.onLine(line);
    }
    this.rest += chunk.slice(start);
  }
}
