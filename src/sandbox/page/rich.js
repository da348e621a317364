import { el, safeUrl } from './dom.js';
import { plain } from './entities.js';
import { momentOf } from './moment.js';

const TAGS = { bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', marked: 'mark' };

/** A RichText as nodes. */
function nodesOf(text) {
  if (text === undefined) return [];
  if (typeof text === 'string') return plain(text);
  if (Array.isArray(text)) return text.flatMap(nodesOf);
  const inner = nodesOf(text.text);
  if (text.type === 'url') {
    return [el('a', { href: safeUrl(text.url) ?? '#', target: '_blank', rel: 'noopener noreferrer' }, ...inner)];
  }
  if (text.type === 'date_time') return [momentOf(text.unix_time, text.date_time_format, inner)];
  return [el(TAGS[text.type] ?? 'span', {}, ...inner)];
}

function cell({ text, align, is_header }) {
  return el(is_header ? 'th' : 'td', { class: align }, ...nodesOf(text));
}

function table({ cells, is_striped }) {
  const rows = cells.map((row) => el('tr', {}, ...row.map(cell)));
  return el('div', { class: 'rich-table' }, el('table', { class: is_striped ? 'striped' : undefined }, ...rows));
}

function photo({ photo: sizes }) {
  const { file_id, width, height } = sizes.at(-1);
  return el('img', {
    class: 'photo',
    'data-testid': 'message-photo',
    src: `/files/${file_id}`,
    width: String(width),
    height: String(height),
    alt: 'Picture',
    loading: 'lazy',
  });
}

function block(one) {
  if (one.type === 'table') return table(one);
  if (one.type === 'photo') return photo(one);
  if (one.type === 'divider') return el('hr');
  if (one.type === 'details') {
    return el('details', { open: one.is_open }, el('summary', {}, ...nodesOf(one.summary)), ...one.blocks.map(block));
  }
  const tag = { heading: 'h4', pre: 'pre', footer: 'footer' }[one.type] ?? 'p';
  return el(tag, {}, ...nodesOf(one.text));
}

/** A rich message as Telegram draws it: blocks under one another, tables as tables. */
export function renderRich({ blocks }) {
  return el('div', { class: 'text rich', 'data-testid': 'message-rich' }, ...blocks.map(block));
}
