import { el } from './dom.js';

/** A moment as the reader's own clock has it; what the message said is left where no format asks for more. */
export function momentOf(unix, format, inner) {
  const at = new Date(unix * 1000);
  const iso = at.toISOString();
  if (!format) return el('time', { datetime: iso, title: at.toLocaleString() }, ...inner);
  const date = /[dD]/.test(format) ? { dateStyle: format.includes('D') ? 'long' : 'short' } : {};
  const time = /[tT]/.test(format) ? { timeStyle: format.includes('T') ? 'medium' : 'short' } : {};
  const said = inner.map((node) => node.textContent ?? node).join('');
  return el('time', { datetime: iso, title: said, text: at.toLocaleString([], { ...date, ...time }) });
}
