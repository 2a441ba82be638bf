import type { Repainted } from './graph-work';
import type { OpenStack, Picture } from './picture';

/** What the page asks of the worker. */
export type Task =
  | { readonly kind: 'draw'; readonly bytes: ArrayBuffer; readonly stacks: readonly OpenStack[] }
  | { readonly kind: 'open'; readonly stacks: readonly OpenStack[] }
  | { readonly kind: 'find'; readonly pattern: string };

export interface Question {
  readonly id: number;
  readonly task: Task;
}

/** `id` of its question. */
export type Answer =
  | { readonly id: number; readonly value: Picture | Repainted | Uint32Array }
  | { readonly id: number; readonly error: string };
