/** Which row holds which key, as last seen. Rows count from 1. People move rows, so every use is verified. */
export type RowIndex = Readonly<{
  rowOf: (key: string) => number | undefined;
  note: (key: string, row: number) => void;
  /** True where a key that is not here is not in the sheet either. */
  isComplete: () => boolean;
  /** Begins anew with a reading of the whole key column; a key that stands twice keeps its upper row. */
  begin: () => void;
  finish: () => void;
  /** After doubt (a lost answer, a moved row): the next use reads the column again. */
  forget: () => void;
}>;

export function createRowIndex(maxKeys: number): RowIndex {
  const rows = new Map<string, number>();
  let complete = false;
  let overflowed = false;

  function note(key: string, row: number) {
    if (!rows.has(key) && rows.size >= maxKeys) {
      overflowed = true;
      complete = false;
      const oldest = rows.keys().next().value;
      if (oldest !== undefined) rows.delete(oldest);
    }
    rows.set(key, row);
  }

  return {
    rowOf: (key) => rows.get(key),
    note,
    isComplete: () => complete,
    begin: () => {
      rows.clear();
      complete = false;
      overflowed = false;
    },
    finish: () => {
      complete = !overflowed;
    },
    forget: () => {
      rows.clear();
      complete = false;
    },
  };
}
