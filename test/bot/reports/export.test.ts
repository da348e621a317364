import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFileMaker, type FileMaker } from '../../../src/files/maker.ts';
import type { Flows } from '../../../src/flows/types.ts';
import { group, people, startBot, type TestBot } from '../../support/bot-app.ts';
import { cannedExport } from '../../support/canned-reports.ts';
import { approval } from '../../support/canned-views.ts';

let app: TestBot;
let files: FileMaker;
const effect = { from: '2026-11-01', to: '2026-11-20' };
const decideApproval = (async () => ({
  ok: true,
  approval: { ...approval, action: 'export_all', askedById: String(people.analyst), state: 'done', effect },
  outcome: { ok: true, exported: cannedExport },
})) as unknown as Flows['decideApproval'];
beforeEach(async () => {
  files = createFileMaker();
  app = await startBot({ flows: { decideApproval }, deps: { files } });
});
afterEach(async () => {
  await app.close();
  files.close();
});

const told = () => app.messages(people.analyst).filter(({ from }) => from.isBot);

test('the list of payments is a sheet, in private only', async () => {
  await app.say('analyst', '/export payments last week');
  expect(app.canned.called('exportPayments')[0]?.args[1]).toBe('last week');
  expect(told().some(({ document }) => document?.name === 'payments-2026-11-20-2026-11-20.xlsx')).toBe(true);
  await app.say('analyst', '/export payments', { chatId: group });
  expect(app.canned.called('exportPayments')).toHaveLength(1);
});

test('a report as a sheet needs nobody else', async () => {
  await app.say('analyst', '/export geo вчера');
  expect(app.canned.called('runReport')[0]?.args[1]).toMatchObject({ kind: 'geo', top: 'all' });
  expect(told().at(-1)?.document?.name).toMatch(/^geo-\d{8}\.xlsx$/);
});

test('what another admin allows goes to the one who asked', async () => {
  const from = { id: people.admin, is_bot: false, first_name: 'A' };
  const message = { message_id: 5, date: 1, chat: { id: group, type: 'supergroup', title: 'Ops' }, text: 'x' };
  const callback_query = { id: 'q1', from, chat_instance: '1', data: 'approve.apr_1', message };
  await app.bot.handleUpdate({ update_id: 7_000_000, callback_query } as never);
  expect(told().map(({ document, text }) => [document?.name, text])).toEqual([
    ['payments-2026-11-20-2026-11-20.xlsx', expect.stringContaining('Another admin has allowed it')],
  ]);
});
