import { connect, type Socket } from 'node:net';
import {
  LineReader,
  PROTOCOL_VERSION,
  type ClientMessage,
  type LauncherMessage,
  type RefusalReason,
  type Settings,
  type WireEnd,
  type WireRunning,
} from '../protocol';
import { socketAddress } from '../socket-address';

export interface LauncherState {
  readonly pid: number;
  readonly maxFiles: number;
  readonly settledOwner: number;
  readonly afterReboot: boolean;
  readonly running: readonly WireRunning[];
  readonly ended: readonly WireEnd[];
}

/** Why there is no connection; `absent`: there is no launcher; `silent`: it does not answer. */
export type ConnectFailure = 'absent' | 'silent' | RefusalReason;

/** A launcher that is very busy answers within a second or two. */
const ANSWER_WITHIN_MS = 15_000;

export interface ConnectionEvents {
  ended(ends: readonly WireEnd[]): void;
  running(running: readonly WireRunning[]): void;
  settled(): void;
  /** The launcher has gone. Not called after `leave`. */
  lost(): void;
}

/** The client's side of the socket. What is sent within one tick goes out together. */
export class Connection {
  private outbox: string[] = [];
  private left = false;

  private constructor(private readonly socket: Socket) {}

  /** Resolves with a connection that has been greeted, or why there is none. `again`: there was one before. */
  static open(
    folder: string,
    settings: Settings,
    again: boolean,
    events: ConnectionEvents,
  ): Promise<{ connection: Connection; state: LauncherState } | ConnectFailure> {
    return new Promise((resolve) => {
      const socket = connect(socketAddress(folder));
      const connection = new Connection(socket);
      let greeted = false;
      const reader = new LineReader((line) => {
        const message = JSON.parse(line) as LauncherMessage;
        clearTimeout(silence);
        if (message[0] === 'ended') events.ended(message[1]);
        else if (message[0] === 'running') events.running(message[1]);
        else if (message[0] === 'settled') events.settled();
        else if (message[0] === 'refused') resolve(message[1]);
        else {
          greeted = true;
          resolve({ connection, state: message[2] });
        }
      });
      socket.setEncoding('utf8');
      const silence = setTimeout(() => {
        resolve('silent');
        socket.destroy();
      }, ANSWER_WITHIN_MS);
      socket.on('connect', () => connection.send(['hello', PROTOCOL_VERSION, settings, again]));
      socket.on('data', (chunk: string) => reader.push(chunk));
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        clearTimeout(silence);
        resolve('absent');
        if (greeted && !connection.left) events.lost();
      });
    });
  }

  send(message: ClientMessage): void {
    this.outbox.push(JSON.stringify(message), '\n');
    if (this.outbox.length === 2) setImmediate(() => this.flush());
  }

  /** Goes away; the launcher does what its settings say. Resolves when everything sent before is on its way. */
  leave(): Promise<void> {
    this.left = true;
    this.flush();
    return new Promise((resolve) => {
      this.socket.once('close', () => resolve());
      this.socket.end();
      if (this.socket.closed) resolve();
    });
  }

  private flush(): void {
    if (this.outbox.length === 0) return;
    const text = this.outbox.join('');
    this.outbox = [];
    if (!this.socket.destroyed) this.socket.write(text);
  }
}
