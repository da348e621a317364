import { roles } from '../../domain/permissions.ts';
import type { Instant } from '../../domain/time.ts';
import { oneLine } from '../../lib/html.ts';
import { hasText, text } from '../text.ts';
import { dateTimeText, type Reader } from './local-time.ts';

const moment = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
const role = new RegExp(`\\b(?:${roles.join('|')})\\b`, 'g');

/**
 * Rows of the record are written for ever, in fixed English words and UTC. What stands between ids, numbers and times
 * makes the key of the words that people read; a row that has none is shown as it was written.
 */
export function auditWords(written: string, { locale, zone }: Reader): string {
  const at = (found: string) => dateTimeText(found as Instant, zone);
  const [moments, names] = [written.match(moment), written.match(role)];
  const numbers = written.replace(moment, '').match(/\d+/g) ?? [];
  const shape = written.replace(moment, 'T').replace(role, 'R').replace(/\d+/g, 'N');
  const id = `bot-audit-said-${shape.replace(/[^A-Za-z]+/g, '-')}`;
  if (!/^[A-Za-z ,_:]+$/.test(shape) || !hasText(locale, id)) return oneLine(written.replace(moment, at));
  return text(locale, id, {
    n: numbers[0] ?? '',
    m: numbers[1] ?? '',
    at: moments ? at(moments[0]) : '',
    role: names ? text(locale, `bot-rolename-${names[0]}`) : '',
  });
}
