/** How often it is looked whether something came, ms. Looks are counted, not time: a pause of this process is no silence. */
const LOOK_EVERY_MS = 250;

/** Looks in a row that find nothing while an answer is due. */
const LOOKS = 8;

/** What a slow network carries from one look to the next, in bytes: 4 MiB/s. */
const BYTES_A_LOOK = 1024 * 1024;

/**
 * Notices when a server that owes an answer says nothing for 2 s; longer while much is being sent to it. A server that is
 * frozen, or whose packets are dropped, closes no connection.
 */
export class SilenceWatch {
  private timer: NodeJS.Timeout | undefined;
  private due = 0;
  private bytesDue = 0;
  private looks = 0;
  private received = 0;

  /** `bytesReceived`: how much has come over the connection so far. */
  constructor(
    private readonly bytesReceived: () => number,
    private readonly onSilence: () => void,
  ) {}

  /** A request of so many bytes is sent; call what is returned when it is answered. */
  begin(bytes: number): () => void {
    this.due++;
    this.bytesDue += bytes;
    if (this.due === 1) this.start();
    return () => {
      this.due--;
      this.bytesDue -= bytes;
      if (this.due === 0) clearInterval(this.timer);
    };
  }

  private start(): void {
    this.looks = 0;
    this.received = this.bytesReceived();
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  private look(): void {
    const received = this.bytesReceived();
    this.looks = received === this.received ? this.looks + 1 : 0;
    this.received = received;
    if (this.looks < LOOKS + this.bytesDue / BYTES_A_LOOK) return;
    clearInterval(this.timer);
    this.onSilence();
  }
}
