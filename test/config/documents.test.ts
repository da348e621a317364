import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configVariables } from '../../src/config/variables.ts';
import { commandsDocument } from '../../tools/commands-doc.mjs';
import { envExample, marker, readmeTable } from '../../tools/variables-table.mjs';

const remedy = 'run: tools/with-node.sh node tools/variables-table.mjs write';

test('.env.example is what the schema says', () => {
  expect(readFileSync('.env.example', 'utf8'), remedy).toBe(envExample());
});

test('.env.example names every variable once', () => {
  const names = [...readFileSync('.env.example', 'utf8').matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]);
  expect(names, remedy).toEqual(configVariables.map(({ name }) => name));
});

test.runIf(existsSync('README.md'))('the table of variables in README.md is what the schema says', () => {
  const readme = readFileSync('README.md', 'utf8');
  const start = readme.indexOf(marker.from);
  expect(start, `README.md needs ${marker.from} and ${marker.to}; ${remedy}`).toBeGreaterThan(-1);
  expect(readme.slice(start + marker.from.length, readme.indexOf(marker.to)).trim(), remedy).toBe(readmeTable());
});

test('docs/commands.md is what the table of commands says', () => {
  const shown = readFileSync('docs/commands.md', 'utf8');
  expect(shown, 'run: tools/with-node.sh node tools/commands-doc.mjs write').toBe(commandsDocument());
});
