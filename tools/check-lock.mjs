// A lock made while the registry lacked some platform's binary package installs here and fails elsewhere:
// every optional dependency that a locked package names must itself be in the lock.
import { readFileSync } from 'node:fs';

for (const lock of ['package-lock.json', 'tools/node/package-lock.json']) {
  const { packages } = JSON.parse(readFileSync(lock, 'utf8'));
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (packages[`${place}/node_modules/${name}`] || packages[`node_modules/${name}`]) continue;
      console.error(
        `${lock}: ${place || 'root'} wants ${name}@${range}, which the lock does not hold; pin a version whose platform packages are all published`,
      );
      process.exitCode = 1;
    }
    if (entry.resolved?.startsWith('http')) {
      console.error(
        `${lock}: ${place} records a download address; regenerate with omit-lockfile-registry-resolved=true`,
      );
      process.exitCode = 1;
    }
  }
}
