import { createServer, type Server, type Socket } from 'node:net';
import {
  LineReader,
  PROTOCOL_VERSION,
  type ClientMessage,
  type LauncherMessage,
  type OnDisconnect,
  type RefusalReason,
  type Settings,
  type WireEnd,
} from '../protocol';
import type { Supervisor } from './supervisor';

/** Unsent bytes beyond which results wait: they are kept anyway until they are acknowledged. */
const BACKLOG_BYTES = 64 * 1024;

/** A server that is restarted is back before that. */
const ALONE_FOR_MS = 10_000;

export interface LinkEvents {
  /** A client of this owner is there. */
  greeted(owner: number): void;
  /** The client has gone. */
  left(): void;
}

/** The launcher's side of the socket. One client at a time. */
export class Link {
  private client: Socket | undefined;
  private settings: Settings | undefined;
  /** Results that the client has not been told, because it does not read. */
  private unsent: WireEnd[] = [];
  /** The last client said that no other one will follow. */
  private dismissed = false;
  /** When the last client left; ms since the epoch. */
  private aloneSince = Date.now();
  readonly server: Server;

  constructor(
    private readonly supervisor: Supervisor,
    private readonly about: {
      readonly maxFiles: number;
      readonly afterReboot: boolean;
      settledOwner: number;
      latestOwner: number;
    },
    private readonly events: LinkEvents,
  ) {
    this.server = createServer((socket) => this.accept(socket));
  }

  get settledOwner(): number {
    return this.about.settledOwner;
  }

  /** The latest owner that was here. */
  get latestOwner(): number {
    return this.about.latestOwner;
  }

  /** Whether no client is there, nor is likely to come. */
  get forsaken(): boolean {
    if (this.client) return false;
    return this.dismissed || Date.now() - this.aloneSince >= ALONE_FOR_MS;
  }

  report(ends: readonly WireEnd[]): void {
    if (!this.client) return;
    if (this.unsent.length > 0 || this.client.writableLength > BACKLOG_BYTES) this.unsent.push(...ends);
    else this.send(this.client, ['ended', ends]);
  }

  private accept(socket: Socket): void {
    socket.setEncoding('utf8');
    let greeted = false;
    const reader = new LineReader((line) => {
      // Only our own client can get at the socket: what it says is what the types say.
      const message = JSON.parse(line) as ClientMessage;
      if (greeted) this.obey(message, socket);
      else greeted = this.greet(message, socket);
    });
    socket.on('data', (chunk: string) => reader.push(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.lose(socket));
    socket.on('drain', () => this.sendRest(socket));
  }

  private greet(message: ClientMessage, socket: Socket): boolean {
    const refusal = this.refusalOf(message);
    if (refusal || message[0] !== 'hello') {
      this.send(socket, ['refused', refusal ?? 'version', PROTOCOL_VERSION]);
      socket.end();
      return false;
    }
    const supervisor = this.supervisor;
    const settings = message[2];
    if (settings.onDisconnect !== 'keep') supervisor.abandon('at-once');
    this.client?.destroy();
    this.client = socket;
    this.settings = supervisor.settings = settings;
    this.about.latestOwner = settings.owner;
    this.events.greeted(settings.owner);
    this.unsent = [];
    this.dismissed = false;
    const running = supervisor.running();
    const ended = supervisor.unacknowledged();
    const { maxFiles, afterReboot, settledOwner } = this.about;
    const about = { pid: process.pid, maxFiles, afterReboot, settledOwner, running, ended };
    this.send(socket, ['hello', PROTOCOL_VERSION, about]);
    return true;
  }

  /** A later owner of the store comes in the place of an earlier one, which may be frozen. */
  private refusalOf(message: ClientMessage): RefusalReason | undefined {
    if (message[0] !== 'hello' || message[1] !== PROTOCOL_VERSION) return 'version';
    const [, , { owner }, again] = message;
    const { client, settings } = this;
    // One that was here before a later one came. One that opens has just become the owner, whatever its number says:
    // the store may have been put back to an earlier state.
    if (again && owner < this.latestOwner) return 'later-owner';
    return client && settings && owner <= settings.owner ? 'busy' : undefined;
  }

  private obey(message: ClientMessage, socket: Socket): void {
    const supervisor = this.supervisor;
    switch (message[0]) {
      case 'start':
        return supervisor.start(message[1]);
      case 'stop':
        return supervisor.stop(message[2], message[1]);
      case 'acknowledge':
        return supervisor.acknowledge(message[1]);
      case 'keep':
        return supervisor.keep(message[1]);
      case 'settled':
        this.about.settledOwner = this.settings?.owner ?? -1;
        return this.send(socket, ['settled']);
      case 'list':
        return this.send(socket, ['running', supervisor.running()]);
      case 'end':
        this.dismissed = true;
        return;
      case 'hello':
        return;
    }
  }

  private lose(socket: Socket): void {
    if (this.client !== socket) return;
    this.client = undefined;
    this.aloneSince = Date.now();
    this.leaveBehind(this.settings?.onDisconnect ?? 'keep');
    this.events.left();
  }

  private leaveBehind(onDisconnect: OnDisconnect): void {
    if (onDisconnect === 'keep') return;
    this.supervisor.abandon(onDisconnect === 'kill' ? 'at-once' : 'graceful');
    if (onDisconnect === 'kill') this.dismissed = true;
  }

  private sendRest(socket: Socket): void {
    if (this.client !== socket || this.unsent.length === 0) return;
    this.send(socket, ['ended', this.unsent]);
    this.unsent = [];
  }

  private send(socket: Socket, message: LauncherMessage): void {
    socket.write(JSON.stringify(message) + '\n');
  }
}
