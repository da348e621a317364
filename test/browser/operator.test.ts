import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { ask, breakDown, pay, press, pressFor, refreshUntil, sheetRows, speakAs, told, turnTo } from './demo-page.ts';
import { withDemo } from './with-demo.ts';

const GROUP = 'Payments ops';
const LIAM = 'liam.smith@mail.example';
const PRIVATE = 'payops (private chat)';
const { onPhone } = withDemo();

/** The demo's first rows are on their way for a while: what is counted must not be among them. */
async function historyIsInTheSheet(page: Page): Promise<void> {
  await speakAs(page, 'Omar (operator)', PRIVATE);
  await refreshUntil(await ask(page, '/status', 'Running'), 'The Google Sheet · nothing waiting');
}

it('cleans the sheet after a preview, and puts everything back', async () => {
  await onPhone(async (page) => {
    await historyIsInTheSheet(page);
    await pay(page, 'Liam, London', '9.99');
    await sheetRows(page, 'Purchases', LIAM, 1);
    await page.getByTestId('copy-row').click({ force: true });
    const doubled = await sheetRows(page, 'Purchases', LIAM, 2);

    // The demo's own doubled row is there besides.
    const found = await ask(page, '/dedup', 'Rows doubled in the sheet: 2');
    await press(found, 'Clean the sheet', 'Only you can confirm');
    const count = Number(/(\d+) rows will be cut/.exec((await found.textContent()) ?? '')?.[1]);
    expect(count).toBeGreaterThanOrEqual(2);
    expect(await sheetRows(page, 'Purchases', LIAM, 2)).toEqual(doubled);

    await turnTo(page, 'chat');
    await press(found, `Clean ${count}`, `Done: ${count} of ${count}`);
    await sheetRows(page, 'payops duplicates', LIAM, 1);
    await sheetRows(page, 'Purchases', LIAM, 1);

    await turnTo(page, 'chat');
    await press(found, 'Undo', `${count} changes will be put back`);
    await press(found, `Put back ${count}`, `Put back: ${count}`);
    expect(await sheetRows(page, 'Purchases', LIAM, 2)).toEqual(doubled);
    await sheetRows(page, 'payops duplicates', LIAM, 0);
  });
});

it('holds a payment back while everything is stopped, and tells it on resume', async () => {
  await onPhone(async (page) => {
    await historyIsInTheSheet(page);
    await speakAs(page, 'Olga (owner)', GROUP);
    await ask(page, '/stop wrong prices', 'Reason: wrong prices');
    const banner = told(page, '🛑 Stopped: everything').filter({ hasText: '📌' });
    await banner.waitFor();
    const bannerId = await banner.getAttribute('data-id');

    await pay(page, 'Jonas, Berlin', '77.31');
    const queue = await ask(page, '/queue', 'waiting');
    await refreshUntil(queue, 'Telegram · 1 waiting');
    await refreshUntil(queue, 'The Google Sheet · 1 waiting');
    expect(await told(page, '77.31 EUR').count()).toBe(0);

    const question = await ask(page, '/resume', 'Go on? 3 deliveries are held.');
    await press(question, 'Send all', '🟢 Running again');
    await told(page, '77.31 EUR · DE, Berlin').waitFor();
    const turned = page
      .locator(`[data-testid=message][data-id="${bannerId}"]`)
      .filter({ hasText: 'Running again since' });
    await turned.waitFor();
    expect(await turned.textContent()).not.toContain('📌');
  });
});

it('changes a setting with a press, and takes it back', async () => {
  await onPhone(async (page) => {
    await speakAs(page, 'Olga (owner)', PRIVATE);
    const settings = await ask(page, '/settings', 'Settings');
    await press(settings, 'Digest above', 'Digest above: 20');
    await press(settings, '+', 'Digest above: 25');
    expect(await settings.textContent()).toContain('Set by Olga');
    await press(settings, 'Undo', 'Digest above: 20');
    await press(settings, 'All settings', 'Daily numbers at');
  });
});

it('shows in the trace why Slack was not told, and that it was after a press', async () => {
  await onPhone(async (page) => {
    await breakDown(page, 'slack', '400');
    await pay(page, 'Lucía, Valencia', '55.41');
    await speakAs(page, 'Olga (owner)', GROUP);
    const card = told(page, '55.41 EUR · ES, Valencia');
    const details = await pressFor(page, card, 'Details', 'First payment');
    const payment = /\bpi_\w+/.exec((await details.textContent()) ?? '')?.[0];

    await speakAs(page, 'Omar (operator)', PRIVATE);
    const trace = await ask(page, `/trace ${payment}`, 'Deliveries');
    await refreshUntil(trace, 'Slack · card · given up');
    expect(await trace.textContent()).toContain('refused as our mistake (invalid_blocks)');

    await breakDown(page, 'slack', 'ok');
    await turnTo(page, 'chat');
    await press(trace, 'Send again', 'Slack · card');
    await refreshUntil(trace, 'Slack · card · delivered');
    expect(await trace.locator('.buttons button').filter({ hasText: 'Send again' }).count()).toBe(0);

    await turnTo(page, 'slack');
    await page.getByTestId('slack-message').filter({ hasText: '55.41 EUR' }).waitFor();
  });
});
