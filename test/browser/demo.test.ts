import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { startDemo } from './demo-process.ts';
import { widerBy, withDemo } from './with-demo.ts';

const { demo, open, onPhone } = withDemo();

/** The newest card of a chat that holds `text`. */
const card = (page: Page, text: string) => page.getByTestId('message').filter({ hasText: text }).last();

describe('the demo', () => {
  it('turns a payment into a card, an upsell into an edit of the same card, and the row into their total', async () => {
    const { page, troubles } = await open();
    await page.getByTestId('pay-amount').fill('9.99');
    await page.getByTestId('pay-send').click();
    const first = card(page, '9.99 USD');
    await first.waitFor();
    const id = await first.getAttribute('data-id');
    expect(await first.textContent()).toContain('US, New York City');

    await page.getByTestId('upsell').click();
    const same = page.locator(`[data-testid=message][data-id="${id}"]`);
    await same.filter({ hasText: '14.98 USD' }).waitFor();
    expect(Number(await same.getAttribute('data-edits'))).toBeGreaterThan(0);
    expect(await page.getByTestId('message').filter({ hasText: '4.99 USD · US, New York City' }).count()).toBe(0);

    await page.getByTestId('sheet-filter').fill('anna.weber');
    const row = page.getByTestId('sheet-row').filter({ hasText: 'anna.weber' }).filter({ hasText: '14.98' });
    await row.waitFor();
    expect(await row.locator('[data-column="Payment Count"]').textContent()).toBe('2');

    await page.getByTestId('tab-slack').click();
    await page.getByTestId('slack-message').filter({ hasText: '14.98 USD' }).waitFor();
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('lets the owner talk to the bot, and shows a stranger nothing of operations', async () => {
    const { page } = await open();
    await page.getByTestId('person-pick').selectOption({ label: 'Olga (owner)' });
    await page.getByTestId('chat-pick').selectOption({ label: 'payops (private chat)' });
    await page.getByTestId('say-text').fill('/today');
    await page.getByTestId('say-send').click();
    await page.getByTestId('message').filter({ hasText: 'USD' }).last().waitFor();

    await page.getByTestId('person-pick').selectOption({ label: 'Stan (stranger)' });
    await page.getByTestId('say-text').fill('/today');
    await page.getByTestId('say-send').click();
    const own = page.getByTestId('message');
    await own.nth(1).waitFor();
    expect(await own.nth(1).textContent()).not.toContain('USD');
    await page.close();
  });

  it('fits a phone: no section is wider than 360 pixels', async () => {
    await onPhone(async (page) => {
      for (const view of ['chat', 'pay', 'sheet', 'slack', 'break']) {
        await page.getByTestId(`view-${view}`).click();
        expect(await widerBy(page), view).toBeLessThanOrEqual(0);
      }
    });
  });

  it('says in one sentence that its port is taken', async () => {
    const { port } = new URL(demo().url);
    await expect(startDemo({ PORT: port })).rejects.toThrow(`Port ${port} is taken`);
  });
});
