import { binaryArray, type ElementType } from './binary-array';

/** Rows as parameters of SQL's `unnest`: an array for each column. */
export class ColumnArrays<Row extends readonly unknown[]> {
  private readonly rows: Row[] = [];

  constructor(private readonly types: { readonly [Column in keyof Row]: ElementType<NonNullable<Row[Column]>> }) {}

  get length(): number {
    return this.rows.length;
  }

  add(row: Row): void {
    this.rows.push(row);
  }

  /** NULL for a column without a value, as without any row. */
  get values(): (Buffer | null)[] {
    return this.types.map((type, column) =>
      binaryArray(
        type,
        this.rows.map((row) => row[column] as NonNullable<Row[number]> | null),
      ),
    );
  }
}
