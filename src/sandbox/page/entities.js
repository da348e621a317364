import { el, instead, safeUrl } from './dom.js';
import { momentOf } from './moment.js';

const TAGS = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
};

const BLOCKS = new Set(['pre', 'blockquote', 'expandable_blockquote']);
const SIGNS = /(\u{1F7E2}|\u{1F7E1}|\u{1F7E0}|\u{1F534}|\u{1F535}|\u26AA\uFE0F?|\u{1F48E})/u;
const COLOURS = {
  '🟢': 'green',
  '🟡': 'yellow',
  '🟠': 'orange',
  '🔴': 'red',
  '🔵': 'blue',
  '⚪': 'white',
  '💎': 'gem',
};

/** Text whose status signs are drawn, so that they show on a machine without an emoji font as well. */
export function plain(text) {
  return text.split(SIGNS).map((part) => {
    const colour = COLOURS[part.replace('\uFE0F', '')];
    return colour ? el('span', { class: `sign ${colour}`, text: part }) : part;
  });
}

function link(url, text, onDeepLink) {
  const start = /^https:\/\/t\.me\/(\w+)\?start=([\w-]+)$/.exec(url);
  if (start && onDeepLink) return el('a', { href: '#', onclick: instead(() => onDeepLink(start[2])) });
  const href = safeUrl(url);
  return href ? el('a', { href, target: '_blank', rel: 'noopener noreferrer' }) : el('span', { title: text });
}

function toElement(entity, text, { onCommand, onDeepLink }) {
  if (TAGS[entity.type]) return el(TAGS[entity.type]);
  if (entity.type === 'text_link') return link(entity.url, text, onDeepLink);
  if (entity.type === 'url') return link(text, text, onDeepLink);
  if (entity.type === 'spoiler')
    return el('span', { class: 'spoiler', onclick: (e) => e.currentTarget.classList.add('open') });
  if (entity.type === 'bot_command') {
    return el('button', { type: 'button', class: 'command', onclick: () => onCommand(text) });
  }
  if (entity.type === 'date_time') return momentOf(entity.unix_time, entity.date_time_format, [text]);
  return el('span', { class: entity.type });
}

function fill(node, text, entities, from, to, actions) {
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || entity.offset >= to) continue;
    node.append(...plain(text.slice(at, entity.offset)));
    const inner = toElement(entity, text.slice(entity.offset, end), actions);
    const nested = entities.slice(i + 1).filter((e) => e.offset + e.length <= end);
    // A moment says what it is itself.
    if (entity.type !== 'date_time') fill(inner, text, nested, entity.offset, end, actions);
    node.append(inner);
    // A block breaks the line by itself.
    at = BLOCKS.has(entity.type) && text[end] === '\n' ? end + 1 : end;
  }
  node.append(...plain(text.slice(at, to)));
}

/** Telegram's text and entities as elements: offsets are UTF-16 units, which is how strings count here too. */
export function renderText(text, entities, actions) {
  const node = el('div', { class: 'text' });
  fill(node, text, entities, 0, text.length, actions);
  return node;
}
