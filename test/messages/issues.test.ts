import { expect, it } from 'vitest';
import { instantOf } from '../../src/domain/time.ts';
import { issuesSentence } from '../../src/messages/bot/quarantine.ts';
import { readObject } from '../../src/providers/stripe/normalise.ts';

const reading = { asOf: instantOf(0), reread: false };

it('what a payload lacks is told by field and in the reader’s language', () => {
  const read = readObject('charge', { id: 'ch_odd', amount: 'much' }, reading);
  const issues = 'issues' in read ? read.issues : '';
  expect(issuesSentence(issues, 'en')).toContain('amount is not of the expected kind');
  expect(issuesSentence(issues, 'ru')).toContain('поле amount не того вида, что ожидался');
  expect(issuesSentence(issues, 'en')).toContain('is missing');
  for (const locale of ['en', 'ru'] as const) {
    expect(issuesSentence(issues, locale)).not.toMatch(/invalid|expected (?!kind)|received|undefined/i);
  }
});

it.each([
  ['amount: Invalid input: expected number, received string', 'amount is not as expected'],
  ['Cannot read properties of undefined', 'payops itself failed on it; the server’s log says more'.replace('’', "'")],
  ['its provider is not configured any more', 'its provider is not configured any more'],
])('%s, stored by an earlier version or by a failure, reaches nobody as it is', (stored, said) => {
  expect(issuesSentence(stored, 'en')).toBe(said);
});
