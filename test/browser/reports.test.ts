import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { ask, openDemo, PHONE, press, speakAs } from './demo-page.ts';
import { type Demo, freePort, startDemo } from './demo-process.ts';

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

it('turns a report to another time and view, shows its chart, and opens its file', async () => {
  const { page, troubles } = await openDemo(browser, demo.url, PHONE);
  await speakAs(page, 'Omar (operator)', 'payops (private chat)');
  const report = await ask(page, '/report last week', 'Week:');
  await press(report, '◀', 'Best day');
  await press(report, 'Countries', 'Countries, ');
  await press(report, 'Overview', 'Best day');

  const answered = page.getByTestId('message').last();
  await report.locator('.buttons button').filter({ hasText: 'Chart' }).click();
  const picture = page.getByTestId('message-photo').last();
  await picture.waitFor();
  await expect
    .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
    .toBeGreaterThan(600);

  await answered.locator('.buttons button').filter({ hasText: 'CSV' }).click();
  const file = page.getByTestId('message-document').last();
  await file.waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), file.click()]);
  expect(download.suggestedFilename()).toMatch(/^weekly-\d{8}-\d{8}\.csv$/);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const [head, ...rows] = Buffer.concat(chunks).toString('utf8').trim().split('\r\n');
  expect(head).toContain('Date,Currency,Gross');
  expect(rows.length).toBeGreaterThanOrEqual(7);

  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
  expect(troubles).toEqual([]);
}, 90_000);
