import { expect, test } from 'vitest';
import { type Source, sources, targetOf } from './source.ts';

/**
 * Who may import whom, as in the design: type-only imports obey too. `config!` means its types only.
 */
const table: Readonly<Record<string, readonly string[]>> = {
  lib: ['lib'],
  domain: ['domain'],
  messages: ['lib', 'domain', 'messages', 'files'],
  files: ['lib', 'domain', 'messages', 'files'],
  config: ['lib', 'domain', 'config'],
  clients: ['lib', 'domain', 'config!', 'clients'],
  store: ['lib', 'domain', 'store', 'migrations'],
  providers: ['lib', 'domain', 'messages', 'files', 'clients', 'providers'],
  destinations: ['lib', 'domain', 'messages', 'files', 'clients', 'destinations'],
  flows: ['lib', 'domain', 'messages', 'files', 'store', 'flows'],
  http: ['lib', 'domain', 'messages', 'files', 'config!', 'flows', 'http'],
  jobs: ['lib', 'domain', 'messages', 'files', 'config!', 'flows', 'jobs'],
  cli: ['lib', 'domain', 'messages', 'files', 'config!', 'flows', 'cli', 'main', 'compose', 'version'],
  bot: ['lib', 'domain', 'messages', 'files', 'config!', 'flows', 'bot'],
  migrations: ['migrations'],
  sandbox: ['lib', 'sandbox'],
};
/** Composition roots put everything together and may see everything. */
const compositionRoots = new Set([
  'src/main.ts',
  'src/cli.ts',
  'src/compose.ts',
  'src/version.ts',
  'src/sandbox/demo.ts',
]);

/** `src/http/api/x.ts` is http, `bot/x.ts` is bot, `src/main.ts` is main. */
function layerOf(file: string): string {
  const parts = file.split('/');
  return (parts[0] === 'src' ? (parts[1] ?? '') : (parts[0] ?? '')).replace(/\.ts$/, '');
}

function wrongImports(source: Source): readonly string[] {
  if (compositionRoots.has(source.file)) return [];
  const from = layerOf(source.file);
  const allowed = table[from];
  if (!allowed)
    return [`${source.file}: the layer "${from}" is not in the import table; put the file into a layer that is`];
  return source.imports.flatMap(({ request, isType, line }) => {
    const target = targetOf(source.file, request);
    const to = target === null ? null : layerOf(target);
    if (to === null || allowed.includes(to) || (isType && allowed.includes(`${to}!`))) return [];
    const remedy = allowed.includes(`${to}!`)
      ? `only types: write "import type"`
      : `may import only ${allowed.join(', ')}; pass the value in as an argument or a port, or move the code down`;
    return [`${source.file}:${line}: ${from} imports ${to} (${request}), but ${remedy}`];
  });
}

test('every import runs down the table', () => {
  expect(sources.flatMap(wrongImports)).toEqual([]);
});

test('no files import each other in a circle at run time', () => {
  const graph = new Map(sources.map((source) => [source.file, runtimeTargets(source)]));
  expect(findCycles(graph), 'move what both need into a third file').toEqual([]);
});

function runtimeTargets({ file, imports }: Source): readonly string[] {
  return imports.flatMap(({ request, isType }) => {
    const target = isType ? null : targetOf(file, request);
    return target === null ? [] : [target];
  });
}

function findCycles(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) visit(file, []);
  return cycles;
}

type PackageRule = Readonly<{ name: string; match: RegExp; home: RegExp; remedy: string }>;
const packageRules: readonly PackageRule[] = [
  {
    name: 'kysely',
    match: /^kysely(\/|$)/,
    home: /^(src\/store|migrations)\//,
    remedy: 'all SQL lives in src/store: add a function there',
  },
  {
    name: 'better-sqlite3 or pg',
    match: /^(better-sqlite3|pg)$/,
    home: /^(src\/store\/|src\/main\.ts)/,
    remedy: 'use src/store',
  },
  {
    name: 'googleapis (root)',
    match: /^googleapis$/,
    home: /^$/,
    remedy: "import the deep path 'googleapis/build/src/apis/sheets/v4.js': the root loads every API",
  },
  {
    name: 'express',
    match: /^(express|helmet|express-rate-limit)$/,
    home: /^src\/(http|sandbox)\//,
    remedy: 'only src/http and the page of the demo speak HTTP to callers',
  },
  {
    name: 'grammY',
    match: /^(grammy|@grammyjs\/.*)(\/|$)/,
    home: /^(bot|src\/clients|src\/main\.ts)/,
    remedy: 'only bot/ speaks grammY',
  },
  {
    name: 'zod',
    match: /^zod$/,
    home: /^src\/(config|http|providers|clients|cli|sandbox)/,
    remedy: 'parse at the edges; inside, types hold',
  },
];

test.each(packageRules)('$name is imported at home only', ({ match, home, remedy }) => {
  const wrong = sources.flatMap(({ file, imports }) =>
    imports
      .filter(({ request }) => match.test(request) && !home.test(file))
      .map(({ line }) => `${file}:${line}: ${remedy}`),
  );
  expect(wrong).toEqual([]);
});

test('the domain is pure: no package and no Node module', () => {
  const wrong = sources.flatMap(({ file, imports }) =>
    imports
      .filter(
        ({ request }) => file.startsWith('src/domain/') && !request.startsWith('.') && request !== 'temporal-polyfill',
      )
      .map(({ request, line }) => `${file}:${line}: imports ${request}; take the value as an argument instead`),
  );
  expect(wrong).toEqual([]);
});
