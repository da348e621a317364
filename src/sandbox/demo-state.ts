import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SavedWorld } from './world.ts';

export type DemoState = { version: 1; clockMs: number; world: SavedWorld };

export type DemoFolder = Readonly<{
  path: string;
  load(): DemoState | undefined;
  save(state: DemoState): void;
  /** Removes the folder where it was a temporary one. */
  leave(): void;
}>;

function read(file: string): DemoState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const state = JSON.parse(text) as Partial<DemoState>;
  if (state.version !== 1 || !state.world || !state.clockMs) {
    throw new Error(
      `${file} was written by another version of the sandbox: remove it and ${path.dirname(file)}/payops.db.`,
    );
  }
  return state as DemoState;
}

/** Where the demo keeps its data: `wanted`, which stays, or a temporary folder, which goes. */
export function openDemoFolder(wanted: string | undefined): DemoFolder {
  if (wanted === undefined) {
    const folder = mkdtempSync(path.join(tmpdir(), 'payops-demo-'));
    return {
      path: folder,
      load: () => undefined,
      save: () => {},
      leave: () => rmSync(folder, { recursive: true, force: true }),
    };
  }
  mkdirSync(wanted, { recursive: true });
  const file = path.join(wanted, 'sandbox.json');
  return {
    path: wanted,
    load: () => read(file),
    save(state) {
      writeFileSync(`${file}.new`, JSON.stringify(state));
      renameSync(`${file}.new`, file);
    },
    leave: () => {},
  };
}
