import { byTest, clockText, dayText, el, gathered, load, safeUrl } from './dom.js';
import { plain } from './entities.js';
import { momentOf } from './moment.js';

const state = { shown: new Map() };
const unescaped = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const PIECES =
  /<([^<>|]+)(?:\|([^<>]*))?>|`([^`\n]+)`|(?<![\w*])\*([^*\n]+)\*(?![\w*])|(?<![\w_])_([^_\n]+)_(?![\w_])|(?<![\w~])~([^~\n]+)~(?![\w~])/g;

/** Slack's words for a moment as Telegram's letters. */
const formatOf = (clock) =>
  `${clock.includes('{date') ? 'd' : ''}${clock.includes('{time_secs}') ? 'T' : clock.includes('{time}') ? 't' : ''}`;

function piece([whole, target, label, code, bold, italic, struck]) {
  if (code !== undefined) return el('code', { text: unescaped(code) });
  if (bold !== undefined) return el('b', {}, ...inline(bold));
  if (italic !== undefined) return el('i', {}, ...inline(italic));
  if (struck !== undefined) return el('s', {}, ...inline(struck));
  const [, unix, clock] = /^!date\^(\d+)\^(.+)$/.exec(target) ?? [];
  if (clock) return momentOf(Number(unix), formatOf(clock), [unescaped(label ?? '')]);
  const href = safeUrl(target);
  const text = unescaped(label ?? target ?? whole);
  return href ? el('a', { href, target: '_blank', rel: 'noopener noreferrer', text }) : el('b', { text });
}

/** Slack's mrkdwn as nodes. */
function inline(source) {
  const nodes = [];
  let at = 0;
  for (const match of source.matchAll(PIECES)) {
    nodes.push(...plain(unescaped(source.slice(at, match.index))), piece(match));
    at = match.index + match[0].length;
  }
  nodes.push(...plain(unescaped(source.slice(at))));
  return nodes;
}

const words = (text) => (text?.type === 'mrkdwn' ? inline(text.text) : plain(text?.text ?? ''));

function section(block) {
  const text = block.text ? el('div', { class: 'block' }, ...words(block.text)) : undefined;
  const fields = block.fields?.map((field) => el('div', {}, ...words(field)));
  return el('div', {}, text, fields ? el('div', { class: 'block fields' }, ...fields) : undefined);
}

function contextElement(element) {
  return element.type === 'image' ? el('span', { text: element.alt_text ?? '' }) : el('span', {}, ...words(element));
}

function button(element) {
  const text = element.text?.text ?? '';
  const href = safeUrl(element.url);
  return href
    ? el('a', { href, text, target: '_blank', rel: 'noopener noreferrer' })
    : el('button', { type: 'button', text });
}

const BLOCKS = {
  section,
  header: (block) => el('div', { class: 'block header' }, ...words(block.text)),
  divider: () => el('hr', { class: 'block' }),
  context: (block) =>
    el(
      'div',
      { class: 'block context' },
      ...block.elements.flatMap((e, i) => (i > 0 ? ['  ', contextElement(e)] : [contextElement(e)])),
    ),
  actions: (block) =>
    el('div', { class: 'block actions' }, ...block.elements.filter((e) => e.type === 'button').map(button)),
  markdown: (block) => el('div', { class: 'block', text: block.text ?? '' }),
};

function post(message) {
  const blocks =
    message.blocks.length > 0 ? message.blocks : [{ type: 'section', text: { type: 'mrkdwn', text: message.text } }];
  const bodies = blocks.map(
    (block) => BLOCKS[block.type]?.(block) ?? el('div', { class: 'block context', text: `[${block.type}]` }),
  );
  const edited = message.edits > 0 ? el('span', { text: '(edited)' }) : undefined;
  const head = el(
    'div',
    { class: 'post-head' },
    el('b', { text: 'payops' }),
    el('span', { text: `${dayText(message.at)}, ${clockText(message.at)}` }),
    edited,
  );
  const before = state.shown.get(message.ts);
  const isChanged = state.shown.size > 0 && before !== message.edits;
  return el(
    'div',
    {
      class: `post${isChanged ? ' changed' : ''}`,
      'data-testid': 'slack-message',
      'data-edits': String(message.edits),
    },
    el('span', { class: 'avatar', text: 'P', 'aria-hidden': 'true' }),
    el('div', {}, head, ...bodies),
  );
}

export const refreshSlack = gathered(async () => {
  const { messages, total } = await load('/api/slack');
  const node = byTest('slack');
  const empty = el('div', { class: 'empty', text: 'No messages in #payments yet.' });
  node.replaceChildren(...(messages.length > 0 ? messages.toReversed().map(post) : [empty]));
  state.shown = new Map(messages.map((m) => [m.ts, m.edits]));
  node.dataset.note = total > 0 ? `#payments, ${total} messages, the newest first.` : '';
  if (!node.hidden) byTest('data-note').textContent = node.dataset.note;
});
