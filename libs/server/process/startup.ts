/** The begin of the server, as those see it who ask before it is up. */
export class Startup {
  /** What it waits for, in words. */
  obstacle?: string;
}
