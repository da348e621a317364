import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { waitHangsMs } from '../support/patience.ts';

export type OpenDemo = { page: Page; troubles: string[] };
export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1280, height: 800 };

/** The demo's page, once payops runs; `troubles` gathers what the browser complains about. */
export async function openDemo(browser: Browser, url: string, viewport = DESK): Promise<OpenDemo> {
  const page = await browser.newPage({ viewport });
  page.setDefaultTimeout(waitHangsMs);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  await page.goto(url);
  await page.getByTestId('payops-state').getByText('running', { exact: true }).waitFor();
  return { page, troubles };
}

/** Which chat the page has drawn, and for whom: empty from the choice until its messages stand there. */
const drawnChat = (page: Page): Promise<string | null> => page.getByTestId('messages').getAttribute('data-drawn');

/** Turns to a section; where all of them fit side by side there is nothing to turn. */
export async function turnTo(page: Page, view: 'chat' | 'pay' | 'sheet' | 'slack' | 'break'): Promise<void> {
  const button = page.getByTestId(`view-${view}`);
  if (await button.isVisible()) await button.click();
}

export async function speakAs(page: Page, person: string, chat: string): Promise<void> {
  await turnTo(page, 'chat');
  await page.getByTestId('person-pick').selectOption({ label: person });
  await page.getByTestId('chat-pick').selectOption({ label: chat });
  await expect.poll(() => drawnChat(page)).toBeTruthy();
}

/** The newest message of the others that holds `text`. */
export const told = (page: Page, text: string): Locator =>
  page.locator('.message:not(.mine)').filter({ hasText: text }).last();

const idsOf = (messages: Locator): Promise<number[]> =>
  messages.evaluateAll((nodes) => nodes.map((node) => Number(node.getAttribute('data-id'))));

/** What is said after `act`, once it holds `text`: that very message, however it is edited later. */
async function saidAfter(page: Page, act: () => Promise<void>, text: string): Promise<Locator> {
  const shown = page.getByTestId('message');
  const before = Math.max(0, ...(await idsOf(shown)));
  await act();
  const find = async () => {
    const answer = (await idsOf(told(page, text)))[0] ?? 0;
    return answer > before ? answer : (await shown.allTextContents()).slice(-2);
  };
  await expect.poll(find, { message: `an answer with “${text}”` }).toBeTypeOf('number');
  return page.locator(`[data-testid=message][data-id="${await find()}"]`);
}

/** Sends a message and waits for its answer. */
export async function ask(page: Page, words: string, text: string): Promise<Locator> {
  await turnTo(page, 'chat');
  return saidAfter(
    page,
    async () => {
      await page.getByTestId('say-text').fill(words);
      await page.getByTestId('say-send').click();
    },
    text,
  );
}

const button = (message: Locator, label: string): Locator =>
  message.locator('.buttons button').filter({ hasText: label }).first();

/** Presses a button whose answer is a message of its own. */
export function pressFor(page: Page, message: Locator, label: string, text: string): Promise<Locator> {
  return saidAfter(page, () => button(message, label).click(), text);
}

/** Presses a button of a message and waits until the message is another and holds `text`: it may have held it before. */
export async function press(message: Locator, label: string, text: string): Promise<void> {
  const before = await message.textContent();
  await button(message, label).click();
  const turned = async () => {
    const now = (await message.textContent()) ?? '';
    return now !== before && now.includes(text);
  };
  await expect.poll(turned, { message: `“${text}” after [${label}]` }).toBe(true);
}

export async function pay(page: Page, buyer: string, amount: string): Promise<void> {
  await turnTo(page, 'pay');
  await page.getByTestId('pay-buyer').selectOption({ label: buyer });
  await page.getByTestId('pay-amount').fill(amount);
  await page.getByTestId('pay-send').click();
}

/** Presses a message's [Refresh] until it holds `text`. */
export async function refreshUntil(message: Locator, text: string): Promise<void> {
  const refresh = async () => {
    await button(message, 'Refresh').click();
    return await message.textContent();
  };
  await expect.poll(refresh, { interval: 500 }).toContain(text);
}

/** What the sheet's tab shows of the rows that hold `filter`, as soon as there are `count` of them. */
export async function sheetRows(page: Page, tab: string, filter: string, count: number): Promise<string[]> {
  await turnTo(page, 'sheet');
  await page.getByTestId('sheet-tab').selectOption(tab);
  await page.getByTestId('sheet-filter').fill(filter);
  const rows = page.getByTestId('sheet-row');
  const shown = async () => {
    const texts = await rows.allTextContents();
    const found = texts.filter((text) => text.includes(filter)).length;
    return { found, others: texts.length - found };
  };
  // The list before it is filtered may hold the row as well.
  await expect.poll(shown).toEqual({ found: count, others: 0 });
  return await rows.allTextContents();
}

/** Breaks a provider of the demo in the named way; `ok` mends it. */
export async function breakDown(page: Page, provider: string, mode: string): Promise<void> {
  await turnTo(page, 'break');
  const way = page.getByTestId(`break-${provider}-${mode}`);
  await way.click();
  await expect.poll(() => way.getAttribute('aria-pressed')).toBe('true');
}
