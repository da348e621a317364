// Writes what documents say of the variables from their one source, src/config/variables.ts:
//   node tools/variables-table.mjs env      prints .env.example
//   node tools/variables-table.mjs readme   prints the README's table
//   node tools/variables-table.mjs write    writes both (the README between its <!-- variables --> markers)
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { configVariables } from '../src/config/variables.ts';

export const marker = { from: '<!-- variables -->', to: '<!-- /variables -->' };

export function envExample() {
  const lines = ['# Every variable payops reads. Empty counts as unset; a line with # shows the default.'];
  let area = '';
  for (const { area: next, name, shown, meaning } of configVariables) {
    if (next !== area) lines.push('', `# ---- ${next}`);
    area = next;
    lines.push(`# ${meaning.replaceAll(/[`*]/g, '')}`, shown === '' ? `${name}=` : `#${name}=${shown}`);
  }
  return `${lines.join('\n')}\n`;
}

export function readmeTable() {
  const rows = configVariables.map(
    ({ area, name, shown, meaning }) =>
      `| ${area} | \`${name}\` | ${shown === '' ? '' : `\`${shown}\``} | ${meaning.replaceAll('|', '\\|')} |`,
  );
  return ['| area | variable | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

export function withTable(readme) {
  const start = readme.indexOf(marker.from);
  const end = readme.indexOf(marker.to);
  if (start < 0 || end < start) throw new Error(`README.md has no ${marker.from} … ${marker.to}`);
  return `${readme.slice(0, start + marker.from.length)}\n${readmeTable()}\n${readme.slice(end)}`;
}

if (process.argv[1] === import.meta.filename) {
  const what = process.argv[2];
  if (what === 'env') process.stdout.write(envExample());
  else if (what === 'readme') process.stdout.write(`${readmeTable()}\n`);
  else if (what === 'write') {
    writeFileSync('.env.example', envExample());
    if (existsSync('README.md')) writeFileSync('README.md', withTable(readFileSync('README.md', 'utf8')));
  } else {
    console.error('usage: node tools/variables-table.mjs env | readme | write');
    process.exitCode = 2;
  }
}
