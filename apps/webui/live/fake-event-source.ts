type Listener = (message: { readonly data: string }) => void;

/** An EventSource that does what a test says; it fails on what a browser would not do. For tests in Node. */
export class FakeEventSource {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  /** All that were made, the newest last. */
  static made: FakeEventSource[] = [];

  readyState: number = FakeEventSource.CONNECTING;
  onopen: (() => void) | undefined;
  onerror: (() => void) | undefined;
  private readonly listeners = new Map<string, Listener>();

  constructor(readonly url: string) {
    FakeEventSource.made.push(this);
  }

  static get newest(): FakeEventSource {
    const source = FakeEventSource.made.at(-1);
    if (source === undefined) throw new Error('no EventSource was made');
    return source;
  }

  addEventListener(type: string, listener: Listener): void {
    if (this.listeners.has(type)) throw new Error(`two listeners for ${type}`);
    this.listeners.set(type, listener);
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }

  open(): void {
    this.expect(FakeEventSource.CONNECTING, 'opened');
    this.readyState = FakeEventSource.OPEN;
    this.onopen?.();
  }

  send(event: { readonly type: string }): void {
    this.expect(FakeEventSource.OPEN, 'sent to');
    const listener = this.listeners.get(event.type);
    if (listener === undefined) throw new Error(`nobody listens to ${event.type}`);
    listener({ data: JSON.stringify(event) });
  }

  /** The connection is lost, or could not be made; the browser tries again. */
  lose(): void {
    if (this.readyState === FakeEventSource.CLOSED) throw new Error('lost after it was closed');
    this.readyState = FakeEventSource.CONNECTING;
    this.onerror?.();
  }

  /** The server answers with something else than an event stream; the browser gives up. */
  refuse(): void {
    this.expect(FakeEventSource.CONNECTING, 'refused');
    this.readyState = FakeEventSource.CLOSED;
    this.onerror?.();
  }

  private expect(state: number, done: string): void {
    if (this.readyState !== state) throw new Error(`${done} in state ${this.readyState}`);
  }
}
