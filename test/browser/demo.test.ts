import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patience } from '../support/patience.ts';
import { launchChromium } from './chromium.ts';
import { type Demo, freePort, startDemo } from './demo-process.ts';

const WAIT_MS = 30_000;
let browser: Browser;
let demo: Demo;

beforeAll(async () => {
  browser = await launchChromium();
  demo = await startDemo({ PORT: String(await freePort()) });
}, 90_000);

afterAll(async () => {
  await demo?.stop();
  await browser?.close();
});

async function openPage(width: number, height: number): Promise<{ page: Page; troubles: string[] }> {
  const page = await browser.newPage({ viewport: { width, height } });
  page.setDefaultTimeout(WAIT_MS);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  await page.goto(demo.url);
  await page.getByTestId('payops-state').getByText('running', { exact: true }).waitFor();
  return { page, troubles };
}

/** The newest card of a chat that holds `text`. */
const card = (page: Page, text: string) => page.getByTestId('message').filter({ hasText: text }).last();

describe('the demo', () => {
  it('is ready in ten seconds', () => {
    expect(demo.readyMs).toBeLessThan(10_000 * patience);
  });

  it('turns a payment into a card, an upsell into an edit of the same card, and the row into their total', async () => {
    const { page, troubles } = await openPage(1280, 800);
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
    const { page } = await openPage(1280, 800);
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
    const { page, troubles } = await openPage(360, 740);
    for (const view of ['chat', 'pay', 'sheet', 'slack', 'break']) {
      await page.getByTestId(`view-${view}`).click();
      const extra = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      expect(extra, view).toBeLessThanOrEqual(0);
    }
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('says in one sentence that its port is taken', async () => {
    const { port } = new URL(demo.url);
    await expect(startDemo({ PORT: port })).rejects.toThrow(`Port ${port} is taken`);
  });
});
