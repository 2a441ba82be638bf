import type { PatienceOptions } from '../follow/options';

/** Of the command `logs`. */
export interface LogOptions extends PatienceOptions {
  readonly follow?: boolean;
  readonly failed?: boolean;
  readonly attempt?: number;
  readonly stderr?: boolean;
  /** Lines. */
  readonly tail?: number;
  readonly raw?: boolean;
}
