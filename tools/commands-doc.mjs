// Writes docs/commands.md from the one table of commands, bot/commands.ts:
//   node tools/commands-doc.mjs          prints it
//   node tools/commands-doc.mjs write    writes it
import { writeFileSync } from 'node:fs';
import { commandNames, commands } from '../bot/commands.ts';
import { permissions, roles } from '../src/domain/permissions.ts';
import { hasText, text } from '../src/messages/text.ts';

/** From the least role to the mightiest: who has more may do all that stands above, too. */
const order = [null, ...roles.toReversed()];
const titles = {
  null: 'Anybody',
  buyer: 'Customer',
  ad_buyer: 'Ad buyer',
  analyst: 'Analyst',
  operator: 'Operator',
  admin: 'Administrator',
  owner: 'Owner',
};

function exampleIn(locale, name) {
  const id = `bot-example-${name}`;
  return hasText(locale, id) ? text(locale, id) : commands[name].example;
}

function row(name) {
  const { chats } = commands[name];
  const where = chats.includes('group') ? 'everywhere' : 'private chat';
  const words = `${text('en', `bot-command-${name}`)} / ${text('ru', `bot-command-${name}`)}`;
  const examples = [...new Set(['en', 'ru'].map((locale) => `\`${exampleIn(locale, name)}\``))].join(', ');
  return `| \`/${name}\` | ${words} | ${where} | ${examples} |`;
}

export function commandsDocument() {
  const parts = order.flatMap((role) => {
    const own = commandNames.filter((name) => permissions[commands[name].action].role === role);
    if (own.length === 0) return [];
    return [`## ${titles[role]}`, '', '| command | does | where | example |', '|---|---|---|---|', ...own.map(row), ''];
  });
  return [
    '# Commands of the bot',
    '',
    'Made from `bot/commands.ts` by `node tools/commands-doc.mjs write`; a test compares them. Each role may do all that the roles before it may.',
    '',
    ...parts,
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv[2] === 'write') writeFileSync(new URL('../docs/commands.md', import.meta.url), commandsDocument());
  else process.stdout.write(commandsDocument());
}
