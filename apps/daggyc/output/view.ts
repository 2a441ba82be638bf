import type { Colour } from './terminal';

export interface Column<T> {
  readonly title: string;
  /** Only with `-o wide`. */
  readonly wide?: boolean;
  /** Numbers stand on the right. */
  readonly right?: boolean;
  text(item: T): string;
  colour?(item: T): Colour | undefined;
}

/** How people see things of one kind. */
export interface View<T> {
  /** What other commands call it by. */
  name(item: T): string;
  readonly columns: readonly Column<T>[];
}

/** Where there is nothing to tell. */
export const NOTHING = '-';
