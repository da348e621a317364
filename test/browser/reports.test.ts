import { expect, it } from 'vitest';
import { ask, press, speakAs } from './demo-page.ts';
import { withDemo } from './with-demo.ts';

const { onPhone } = withDemo();

it('turns a report to another time and view, shows its chart, and opens its file', async () => {
  await onPhone(async (page) => {
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
  });
});
