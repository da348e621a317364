import { expect, test } from 'vitest';
import { acts, commandNames, commands, presses } from '../../bot/commands.ts';
import { permissions } from '../../src/domain/permissions.ts';
import { hasText, locales, textIds } from '../../src/messages/text.ts';
import { sources } from './source.ts';

const speaking = sources.filter(({ file }) => /^(src\/(messages|destinations|flows|http)|bot)\//.test(file));
const code = speaking.map(({ text }) => text).join('\n');

test('Russian and English have the same keys', () => {
  const [ru, en] = [new Set(textIds('ru')), new Set(textIds('en'))];
  const missing = [
    ...[...en].filter((id) => !ru.has(id)).map((id) => `locales/*ru.ftl: add ${id}`),
    ...[...ru].filter((id) => !en.has(id)).map((id) => `locales/*en.ftl: add ${id}`),
  ];
  expect(missing).toEqual([]);
});

/** Keys stand in the code whole, or as the beginning of a template: `bot-status-${state}`. */
const prefixes = [...code.matchAll(/[`']([a-z][a-z0-9-]*-)(?:\$\{|')/g)].map((match) => match[1] ?? '');

/** Or as the part before a dash that code adds. */
const stems = [...code.matchAll(/'(bot-[a-z]+)'/g)].map((match) => `${match[1]}-`);

/** Or as its end: `${title}-none`. */
const suffixes = [...code.matchAll(/\}(-[a-z-]+)`/g)].map((match) => match[1] ?? '');

function isUsed(key: string): boolean {
  if (
    code.includes(`'${key}'`) ||
    code.includes(`\`${key}`) ||
    [...prefixes, ...stems].some((prefix) => key.startsWith(prefix))
  )
    return true;
  return suffixes.some((suffix) => key.endsWith(suffix) && isUsed(key.slice(0, -suffix.length)));
}

test('every key in the catalogues is used', () => {
  const unused = textIds('en').filter((id) => !isUsed(id.split('.')[0] ?? ''));
  expect(unused.map((id) => `${id}: nothing says this; remove it from both catalogues`)).toEqual([]);
});

test('every key that the code names is in the catalogues', () => {
  const named = [...code.matchAll(/\b(?:text|sentence)\((?:[\w.]+, )?'([a-z][\w.-]*)'/g)].map(
    (match) => match[1] ?? '',
  );
  const known = new Set(textIds('en'));
  const missing = [...new Set(named)].filter((id) => !known.has(id));
  expect(missing.map((id) => `${id}: add it to locales/*.en.ftl and locales/*.ru.ftl`)).toEqual([]);
});

test('every command has its words in both languages and an example', () => {
  const wrong = commandNames.flatMap((name) => [
    ...locales
      .filter((locale) => !hasText(locale, `bot-command-${name}`))
      .map((locale) => `add bot-command-${name} to ${locale}`),
    ...(commands[name].example.startsWith(`/${name}`) ? [] : [`the example of /${name} must begin with it`]),
  ]);
  expect(wrong).toEqual([]);
});

test('every command, button and action obeys a rule of the permission table', () => {
  const actions = [
    ...Object.values(commands).map(({ action }) => action),
    ...Object.values(presses),
    ...Object.values(acts),
  ];
  expect(actions.filter((action) => !Object.hasOwn(permissions, action))).toEqual([]);
});

test('what every command and button names is handled in bot/features', () => {
  const features = speaking
    .filter(({ file }) => file.startsWith('bot/'))
    .map(({ text }) => text)
    .join('\n');
  const missing = [...commandNames, ...Object.keys(presses), ...Object.keys(acts)].filter(
    (name) => !features.includes(`'${name}'`) && !features.includes(`\`${name.split('_')[0]}_\${`),
  );
  expect(
    missing.map((name) => `${name}: write its handler in bot/features, or take it out of bot/commands.ts`),
  ).toEqual([]);
});
