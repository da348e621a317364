import { describe, expect, it } from 'vitest';
import { dayMs, minuteMs } from '../../../src/domain/time.ts';
import { sha256 } from '../../../src/lib/hash.ts';
import { type App, owner } from '../../support/app.ts';
import { drawn, drawOf, withSales } from '../../support/draws.ts';
import { eventually } from '../../support/eventually.ts';

const isResult = ({ text }: { text: string }) => text.includes('Autumn draw: the winners');
const results = (app: App) => app.chat().filter(isResult);
const documents = (app: App) => app.chat().filter(({ document }) => document !== undefined);

describe('what a contest publishes', () => {
  it('comes with the very file whose hash it names, and with its link', async () => {
    const app = await withSales();
    const { entriesHash } = await drawn(app);
    await app.flows().announceDraw(owner, 'autumn');
    await app.settled();
    const [frozen] = app.chat().filter(({ text }) => text.includes('the entries are final'));
    const [result] = results(app);
    const files = documents(app);
    expect(files.map(({ replyTo }) => replyTo)).toEqual([frozen?.messageId, result?.messageId]);
    for (const file of files) {
      expect(sha256(file.document?.bytes.toString() ?? '')).toBe(entriesHash);
      expect(file).toMatchObject({ document: { name: 'autumn-entries.txt' }, silent: true });
    }
    for (const words of [frozen, result]) {
      expect(words?.text).toContain(entriesHash);
      expect(words?.text).toContain('comes with this message');
      const [link = ''] = /http\S+entries\.txt/.exec(words?.text ?? '') ?? [];
      const linked = await fetch(`${app.url()}${new URL(link).pathname}`);
      expect(sha256(await linked.text())).toBe(entriesHash);
    }
    const inSlack = app.slack().map(({ blocks }) => JSON.stringify(blocks));
    expect(inSlack.filter((blocks) => /The file of entries: \S+entries\.txt/.test(blocks))).toHaveLength(2);
  });

  it('is told once where the file fails after the words; the file follows', async () => {
    const app = await withSales(3);
    await drawn(app);
    const before = documents(app).length;
    const refusal = { status: 500, body: { ok: false, error_code: 500, description: 'Internal Server Error' } };
    app.world.telegram.faults.failWith(refusal, { match: 'sendDocument', times: 1 });
    const calls = app.world.telegram.faults.count('sendDocument');
    await app.flows().announceDraw(owner, 'autumn');
    await app.settled();
    expect(results(app)).toHaveLength(1);
    expect(results(app)[0]?.history).toEqual([]);
    expect(documents(app).slice(before)).toMatchObject([{ replyTo: results(app)[0]?.messageId, silent: true }]);
    expect(app.world.telegram.faults.count('sendDocument') - calls).toBe(2);
  });

  it('is not told again where nobody knows whether its file arrived: the file alone is repeated, once', async () => {
    const app = await withSales(3);
    await drawn(app);
    const before = documents(app).length;
    app.world.telegram.faults.cut('after', { match: 'sendDocument', times: 1 });
    await app.flows().announceDraw(owner, 'autumn');
    await app.settled();
    expect(results(app)).toHaveLength(1);
    expect(documents(app)).toHaveLength(before + 2);
  });

  it('counts as shown as soon as its words stand there, though its file is still to follow', async () => {
    const app = await withSales(3, {}, { without: ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'] });
    const refusal = { status: 500, body: { ok: false, error_code: 500, description: 'Internal Server Error' } };
    app.world.telegram.faults.failWith(refusal, { match: 'sendDocument' });
    app.clock.advance(13 * dayMs + minuteMs);
    await app.flows().tendContests();
    await eventually(() => expect(app.chat().some(({ text }) => text.includes('the entries are final'))).toBe(true));
    await eventually(async () => expect((await app.flows().publicDraw('autumn'))?.file).toContain('payops entries 1'));
    expect(await app.flows().undoDraw(owner, 'autumn')).toMatchObject({ reason: 'expired' });
    app.world.telegram.faults.clear();
    await eventually(async () => {
      await app.flows().tendContests();
      expect((await drawOf(app)).draw?.state).toBe('published');
    });
  });

  it('never comes with another file under that hash: then it is said that it is missing', async () => {
    const app = await withSales(3);
    await drawn(app);
    const before = documents(app).length;
    const { commits } = app.running().deps;
    await commits.submit((tx) => tx.updateTable('draws').set({ entries: 'payops entries 1 autumn 0\n' }).execute());
    await app.flows().announceDraw(owner, 'autumn');
    await app.settled();
    expect(documents(app)).toHaveLength(before);
    expect(app.chat().some(({ text }) => text.includes('autumn-entries.txt could not be sent'))).toBe(true);
  });
});
