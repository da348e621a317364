import { expect, test } from 'vitest';
import { sources } from './source.ts';

const caps = { fileLines: 400, functionLines: 70, migrationLines: 120 };
/** May only fall: when the code gets better, write the better number here. */
const ratchets = { fileMedian: 120, file95th: 300, functionMedian: 12 };

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

test('no file is too long to be read', () => {
  const long = sources.filter(({ lines }) => lines > caps.fileLines);
  const told = long.map(({ file, lines }) => `${file}: ${lines} lines, at most ${caps.fileLines}; split it by noun`);
  expect(told).toEqual([]);
});

/** The stand-ins are made of objects with state, built by functions that hold many small ones: their own lines count.
 * A migration is a list of columns and may be longer. */
test('no function is too long to be read', () => {
  const long = sources.flatMap(({ file, functions }) =>
    functions
      .map((fn) => ({ ...fn, counted: file.startsWith('src/sandbox/') ? fn.ownLines : fn.lines }))
      .filter(({ counted }) => counted > (file.startsWith('migrations/') ? caps.migrationLines : caps.functionLines))
      .map(
        ({ name, line, counted }) =>
          `${file}:${line}: ${name} has ${counted} lines, at most ${caps.functionLines}; name its steps`,
      ),
  );
  expect(long).toEqual([]);
});

test('files and functions stay small on the whole', () => {
  const files = sources.map(({ lines }) => lines);
  const functions = sources.flatMap((source) => source.functions.map(({ lines }) => lines));
  const remedy = 'the code has grown beyond its ratchet: split the longest ones';
  expect(percentile(files, 0.5), `median of files; ${remedy}`).toBeLessThanOrEqual(ratchets.fileMedian);
  expect(percentile(files, 0.95), `95th percentile of files; ${remedy}`).toBeLessThanOrEqual(ratchets.file95th);
  expect(percentile(functions, 0.5), `median of functions; ${remedy}`).toBeLessThanOrEqual(ratchets.functionMedian);
});
