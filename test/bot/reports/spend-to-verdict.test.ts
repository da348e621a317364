import { expect, test } from 'vitest';
import { dayMs, instantOf, plusMs } from '../../../src/domain/time.ts';
import { businessDateOf, zone } from '../../../src/domain/zone.ts';
import { OWNER } from '../../../src/sandbox/world.ts';
import { startApp } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { evenly, writePastSales } from '../../support/past-sales.ts';

test('a file of ad spend sent in the chat ends in return, and in the word to scale one campaign and stop another', async () => {
  const app = await startApp({ env: { DEFAULT_LOCALE: 'en' } });
  const { telegram } = app.world;
  const now = instantOf(app.clock.nowMs());
  const from = plusMs(now, -5 * dayMs);
  const to = plusMs(now, -dayMs);
  await writePastSales(
    app,
    evenly(from, to, () => 2, { country: 'US', campaign: 'good' }),
  );
  await writePastSales(
    app,
    evenly(from, to, (hour) => hour % 2, { country: 'US', campaign: 'bad' }),
  );
  const days = [5, 4, 3, 2, 1].map((n) => businessDateOf(plusMs(now, -n * dayMs), zone('+01:00')));
  const csv = ['campaign,date,spend', ...days.flatMap((day) => [`good,${day},100`, `bad,${day},900`])].join('\n');
  const chat = { chatId: OWNER.id, from: OWNER.id };
  const answers = (after: number) =>
    telegram.messages(OWNER.id).filter(({ messageId, from: { isBot } }) => isBot && messageId > after);
  const file = telegram.sendFile({ ...chat, name: 'spend.csv', bytes: Buffer.from(csv), caption: '/spend' });
  await eventually(() => expect(JSON.stringify(answers(file.messageId))).toContain('Save it?'));
  const question = answers(file.messageId).at(-1);
  await telegram.press({ ...chat, messageId: Number(question?.messageId), label: 'Save' });
  await eventually(() => expect(JSON.stringify(answers(file.messageId))).toContain('Ad spend saved: 5000.00 USD'));
  const verdictOf = async (campaign: string) => {
    const asked = telegram.sendText({ ...chat, text: `/campaign ${campaign}` });
    await eventually(() => expect(answers(asked.messageId)).not.toEqual([]));
    return JSON.stringify(answers(asked.messageId).at(-1));
  };
  expect(await verdictOf('good')).toMatch(/Scale.*ROAS/su);
  expect(await verdictOf('bad')).toMatch(/Stop.*ROAS/su);
});
