import path from 'node:path';
import { expect, test } from 'vitest';
import { listFiles, sources } from './source.ts';

type Ban = Readonly<{ what: string; home: RegExp; remedy: string }>;
/** The stand-ins are the outside world: they have clocks and timers of their own. */
const bans: readonly Ban[] = [
  {
    what: 'process.env',
    home: /^src\/(config\/|sandbox\/demo\.ts)/,
    remedy: 'add the variable to src/config and take it from the Config',
  },
  { what: 'Date.now', home: /^src\/(lib|sandbox)\//, remedy: 'take a Clock or an Instant as an argument' },
  { what: 'new Date()', home: /^src\/(lib|sandbox)\//, remedy: 'take a Clock or an Instant as an argument' },
  {
    what: 'Math.random',
    home: /^src\/(lib|sandbox)\//,
    remedy: 'take a random function or newId as an argument; for secrets use node:crypto',
  },
  { what: 'fetch', home: /^src\/(lib|sandbox)\//, remedy: 'use src/lib/http.ts, which has deadlines and size limits' },
  {
    what: 'setTimeout',
    home: /^src\/(lib|sandbox)\//,
    remedy: 'use src/lib/wait.ts or src/lib/timer.ts, which can be called off',
  },
  {
    what: 'setInterval',
    home: /^src\/(lib|sandbox)\//,
    remedy: 'use a loop with src/lib/wait.ts, which never overlaps itself',
  },
  {
    what: 'let',
    home: /^src\/sandbox\//,
    remedy: 'a module holds no state: keep it in what a create… function returns',
  },
];

test.each(bans)('$what is used at home only', ({ what, home, remedy }) => {
  const wrong = sources.flatMap(({ file, uses }) =>
    uses
      .filter((use) => use.what === what && !home.test(file))
      .map(({ line }) => `${file}:${line}: ${what}; ${remedy}`),
  );
  expect(wrong).toEqual([]);
});

test('console is for the command line and the demo', () => {
  const wrong = sources.filter(
    ({ file, text }) => /\bconsole\.\w+\(/.test(text) && !/^src\/(cli|main\.ts|doctor|sandbox\/)/.test(file),
  );
  expect(wrong.map(({ file }) => `${file}: use the logger`)).toEqual([]);
});

test('files are named in kebab-case after what they hold', () => {
  const files = ['src', 'bot', 'test', 'migrations', 'bench'].flatMap((root) => filesIn(root));
  const wrong = files.filter(
    (file) =>
      !/^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.d|\.browser)?$/.test(
        path.basename(file, '.ts').replace(/^\d+_[a-z0-9_]+$/, 'x'),
      ),
  );
  expect(wrong.map((file) => `${file}: rename it to kebab-case`)).toEqual([]);
  const vague = files.filter((file) =>
    file.split('/').some((part) => /^(utils?|common|helpers?|misc|shared)(\.ts)?$/.test(part)),
  );
  expect(vague.map((file) => `${file}: name it after what it does`)).toEqual([]);
});

test('there are no barrels but flows/index.ts and the list of migrations', () => {
  const barrels = sources.filter(
    ({ file }) => /\/index\.ts$/.test(file) && !/^(src\/flows|migrations)\/index\.ts$/.test(file),
  );
  expect(barrels.map(({ file }) => `${file}: import from the file that holds the thing`)).toEqual([]);
});

function filesIn(root: string): readonly string[] {
  try {
    return listFiles(root);
  } catch {
    return [];
  }
}
