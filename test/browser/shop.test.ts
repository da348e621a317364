import { mkdirSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { ask, press, pressFor, speakAs, told } from './demo-page.ts';
import { withDemo } from './with-demo.ts';

const PRIVATE = 'payops (private chat)';
/** Where somebody wants to look at what was seen. */
const shots = process.env['SHOTS'];
const { onPhone: onAnyPhone } = withDemo();

async function look(page: Page, name: string): Promise<void> {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: `${shots}/${name}.png` });
}

async function onPhone(person: string, scene: (page: Page) => Promise<void>): Promise<void> {
  await onAnyPhone(async (page) => {
    await speakAs(page, person, PRIVATE);
    await scene(page);
  });
}

/** Follows a link of a message into a page of its own. */
async function follow(page: Page, message: Locator, label: string): Promise<Page> {
  const opened = page.waitForEvent('popup');
  await message.locator('a').filter({ hasText: label }).click();
  return opened;
}

/** A contest that runs now, begun a minute ago. */
function contestNow(): string {
  const local = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 16).replace('T', ' ');
  return JSON.stringify({
    code: 'now',
    title: { ru: 'Розыгрыш', en: 'Draw' },
    // The demo's zone is an hour ahead of UTC.
    startsAt: local(59 * 60_000),
    endsAt: local(30 * 86_400_000),
    attributionWindowDays: 30,
    holdDays: 7,
    rules: { selfPurchase: true, inviteePayment: true, renewals: false },
    prizes: [{ place: 1, title: 'A bicycle' }],
    active: true,
  });
}

it('by a referral link: paid, let in, tickets for both, and all of it back', async () => {
  await onPhone('Olga (owner)', async (page) => {
    const list = await ask(page, '/contests', 'contest');
    const question = await pressFor(page, list, 'New contest', 'document');
    expect(await question.count()).toBe(1);
    const draft = await ask(page, contestNow(), 'Save “Draw”?');
    await press(draft, 'Save', 'Saved');
  });
  const link: { ref: string } = { ref: '' };
  await onPhone('Omar (operator)', async (page) => {
    const invite = await ask(page, '/invite', 'Your invitation link');
    link.ref = /start=(ref_[\w-]+)/.exec((await invite.innerHTML()) ?? '')?.[1] ?? '';
    expect(link.ref).not.toBe('');
    await look(page, '20-invite');
  });
  await onPhone('Stan (stranger)', async (page) => {
    const hello = await ask(page, `/start ${link.ref}`, 'Choose what you like');
    await press(hello, 'Buy', 'What would you like?');
    await press(hello, 'Club', 'How would you like to pay?');
    await press(hello, 'Bank card', 'Waiting for payment');
    const checkout = await follow(page, hello, 'Pay 12.00 USD');
    await checkout.locator('#st-pay').click();
    await hello.filter({ hasText: 'Paid · Club' }).waitFor();
    const door = told(page, 'Club for a month').filter({ has: page.locator('a[href^="https://t.me/+"]') });
    await door.waitFor();
    await look(page, '21-door');
    await ask(page, '/tickets', '2 tickets');
    await look(page, '22-tickets');
  });
  await onPhone('Omar (operator)', async (page) => {
    await ask(page, '/tickets', '2 tickets');
    await look(page, '23-referrer');
  });
  await onPhone('Olga (owner)', async (page) => {
    const own = await ask(page, '/orders', 'You have no orders yet');
    await press(own, 'All orders', 'Club for a month');
    await press(own, '1. Club', 'Payment pi_');
    await press(own, 'Refund', 'goes back to the buyer');
    await press(own, 'Give back 12.00 USD', 'is on its way back');
  });
  await onPhone('Stan (stranger)', async (page) => {
    await told(page, 'Refunded · Club').waitFor();
    await ask(page, '/tickets', '0 tickets');
    await look(page, '24-taken-back');
  });
});

it('a buyer pays with a card on the provider’s page, and the order’s message turns paid', async () => {
  await onPhone('Bella (buyer)', async (page) => {
    const hello = await ask(page, '/start', 'Choose what you like');
    await look(page, '1-start');
    await press(hello, 'Buy', 'What would you like?');
    await look(page, '2-list');
    await press(hello, 'Course', 'How would you like to pay?');
    await look(page, '3-offer');
    await press(hello, 'Bank card', 'Waiting for payment');
    await look(page, '4-order');
    const checkout = await follow(page, hello, 'Pay 49.00 USD');
    await look(checkout, '5-stripe');
    await checkout.locator('#st-pay').click();
    await checkout.getByText('Paid. Thank you!').waitFor();
    await look(checkout, '6-paid-page');
    await hello.filter({ hasText: 'Paid · Course' }).waitFor();
    await told(page, 'course.example/start').waitFor();
    await look(page, '7-paid');
    const orders = await ask(page, '/orders', 'Your orders');
    await press(orders, '1. Course', 'Payment pi_');
    await look(page, '8-order-page');
  });
});

it('with rubles at YooKassa, and with Stars inside the chat', async () => {
  await onPhone('Stan (stranger)', async (page) => {
    const first = await ask(page, '/start buy_course', 'How would you like to pay?');
    await press(first, 'Card or SBP', 'Waiting for payment');
    const page2 = await follow(page, first, 'Pay 3990.00 RUB');
    await page2.locator('#yk-sbp').check();
    await look(page2, '9-yookassa');
    await page2.locator('#yk-pay').click();
    await first.filter({ hasText: 'Paid · Course' }).waitFor();
    const second = await ask(page, '/start buy_club', 'How would you like to pay?');
    await press(second, 'Telegram Stars', 'Waiting for payment');
    await second.getByText(/^Pay 600 Stars/).click();
    await second.filter({ hasText: 'Paid · Club' }).waitFor();
    await look(page, '10-stars');
  });
});

it('the owner sees the order, gives the money back, and the buyer is told', async () => {
  await onPhone('Olga (owner)', async (page) => {
    const own = await ask(page, '/orders', 'You have no orders yet');
    await press(own, 'All orders', 'Course');
    await look(page, '11-all-orders');
    const card = own.locator('.buttons button').filter({ hasText: 'Course “First sales”' }).last();
    await card.click();
    await own.filter({ hasText: 'Payment pi_' }).waitFor();
    await press(own, 'Refund', 'goes back to the buyer');
    await look(page, '12-refund');
    await press(own, 'Give back 49.00 USD', 'is on its way back');
    const plans = await ask(page, '/plans', 'Course “First sales”');
    await look(page, '13-plans');
    await press(plans, '1. Club', 'contest tickets');
    await look(page, '14-plan');
    const question = await pressFor(page, plans, 'Prices', 'Prices, a line each');
    expect(await question.textContent()).toContain('600 XTR stars');
    await look(page, '15-prices');
  });
  await onPhone('Bella (buyer)', async (page) => {
    await told(page, 'Refunded · Course').waitFor();
    await look(page, '16-refunded');
  });
});
