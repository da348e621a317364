import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

test('installs run no package scripts, and Node 20 may install', () => {
  const npmrc = readFileSync('.npmrc', 'utf8');
  expect(npmrc, '.npmrc must hold ignore-scripts=true').toMatch(/^ignore-scripts=true$/m);
  expect(npmrc, '.npmrc must not hold engine-strict: it makes npm ci fail on Node 20').not.toMatch(/^engine-strict/m);
});

test('every npm script begins with tools/with-node.sh', () => {
  const wrong = Object.entries(manifest.scripts as Record<string, string>)
    .filter(([, command]) => !command.startsWith('tools/with-node.sh '))
    .map(([name]) => `package.json: scripts.${name} must begin with tools/with-node.sh, since hooks do not run`);
  expect(wrong).toEqual([]);
});

test('the supported Node versions are the same in package.json and tools/with-node.sh', () => {
  expect(manifest.engines.node, 'change both together').toBe('^22.18.0 || ^24.0.0 || >=26.0.0');
  const rule = /a >= 26 \|\| a === 24 \|\| \(a === 22 && b >= 18\)/;
  expect(readFileSync('tools/with-node.sh', 'utf8'), 'change both together').toMatch(rule);
});

test('dependencies are pinned to exact versions', () => {
  const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies } as Record<string, string>);
  expect(
    all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)).map(([name]) => `${name}: pin it`),
  ).toEqual([]);
});

test.runIf(existsSync('migrations/index.ts'))('every migration is listed', () => {
  const index = readFileSync('migrations/index.ts', 'utf8');
  const files = readdirSync('migrations').filter((name) => /^\d{4}/.test(name));
  expect(
    files
      .filter((name) => !index.includes(name.replace(/\.ts$/, '')))
      .map((name) => `migrations/index.ts: add ${name}`),
  ).toEqual([]);
});
