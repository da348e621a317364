import { expect, test } from 'vitest';
import { OPERATOR, OPS_GROUP_ID, OWNER, SECRETS, STRANGER } from '../../src/sandbox/world.ts';
import { drained, openScene, type Scene, sell, sheetRows, slackTexts } from '../support/scene.ts';
import { until } from '../support/server-process.ts';

const token = 'pot_canary-token-of-the-api-0123456789';
/** A person as nobody else is called, so that each trace of him is his. */
const person = {
  email: 'zebulon.canary@hidden-mailbox.example',
  name: 'Zebulon Canaryworth',
  phone: '+49 151 00770077',
  street: 'Canarygasse 7',
};
/** The mask shows the first letter and the domain; all else is his alone. */
const personal = ['zebulon', 'Canaryworth', '15100770077', '151 00770077', 'Canarygasse'];

async function troubles({ world }: Scene, url: string): Promise<string[]> {
  const bearer = (given: string) => ({ authorization: `Bearer ${given}`, 'content-type': 'application/json' });
  const asked: readonly [string, RequestInit][] = [
    ['/health', { headers: bearer('wrong-canary-token') }],
    ['/health', { headers: bearer(token) }],
    [`/api/debug-customer/${encodeURIComponent(person.email)}`, { headers: bearer(token) }],
    [`/api/trace/${encodeURIComponent(person.email)}`, { headers: bearer(token) }],
    ['/api/full-resync', { method: 'POST', headers: bearer(token), body: JSON.stringify({ from: person.email }) }],
    ['/api/emergency-stop', { method: 'POST', headers: bearer(token), body: '{' }],
    ['/webhooks/stripe', { method: 'POST', headers: { 'stripe-signature': 't=1,v1=x' }, body: person.email }],
    ['/metrics', {}],
    ['/api/openapi.json', {}],
    ['/docs', {}],
  ];
  const answers = [];
  for (const [path, init] of asked) {
    const response = await fetch(url + path, init);
    answers.push(await response.text());
  }
  world.telegram.faults.failWith({ status: 500 }, { times: 1, match: 'sendMessage' });
  world.slack.faults.garbage({ times: 1 });
  world.google.faults.failWith({ status: 403, body: { error: { code: 403, message: person.email } } }, { times: 1 });
  world.stripe.faults.failWith({ status: 401, body: { error: { message: SECRETS.stripeKey } } }, { times: 1 });
  return answers;
}

/** What somebody asks the bot in private, and all that it has said to him. */
async function talk({ world }: Scene, personId: number, ...texts: readonly string[]): Promise<string> {
  for (const text of texts) {
    const before = world.telegram.messages(personId).length;
    world.telegram.sendText({ chatId: personId, from: personId, text });
    await until(`an answer to ${text}`, () => world.telegram.messages(personId).length > before + 1);
  }
  const said = world.telegram.messages(personId).filter((message) => message.from.isBot);
  return said.map((message) => JSON.stringify([message.text, message.buttons])).join('\n');
}

test('secrets and personal data are where they belong and nowhere else', async ({ onTestFinished }) => {
  const scene = await openScene({
    env: { LOG_LEVEL: 'trace', API_TOKENS: `canary|read:ops+write:ops+read:metrics|${token}` },
  });
  onTestFinished(scene.close);
  const { world } = scene;
  const server = await scene.start();
  const { email, name, phone, street } = person;
  const { customer } = world.stripe.pay({ amount: 999, currency: 'usd', email, name, metadata: { note: street } });
  world.stripe.updateCustomer(customer as string, { phone });
  await drained(scene);
  const answers = await troubles(scene, server.url);
  sell(scene, 1_234);
  const asOwner = await talk(scene, OWNER.id, `/customer ${person.email}`, `/payment ${person.email}`, '/status');
  const asStranger = await talk(scene, STRANGER.id, `/customer ${person.email}`, person.email, '/start');
  await scene.ask('/api/sync-payments', {}).catch(() => undefined);
  await until('the troubles to be over', () => world.telegram.messages(OPS_GROUP_ID).length >= 2);

  const secrets = [...Object.values(SECRETS).filter((secret) => !secret.includes('@')), token, 'wrong-canary-token'];
  const privateKey = String(scene.env['GOOGLE_SERVICE_PRIVATE_KEY']).replaceAll('\\n', '\n').split('\n')[1] ?? '';
  const chats = [OPS_GROUP_ID, OPERATOR.id].flatMap((id) =>
    world.telegram.messages(id).map((message) => JSON.stringify([message.text, message.buttons])),
  );
  const shown = {
    log: server.output(),
    http: answers.join('\n'),
    chats: chats.join('\n'),
    slack: slackTexts(scene).join('\n'),
    owner: asOwner,
    stranger: asStranger,
  };
  expect(server.output().length).toBeGreaterThan(500);
  expect(asOwner).toContain('z…@hidden-mailbox.example');
  expect(sheetRows(scene).some((row) => row['Email'] === person.email)).toBe(true);
  for (const [where, text] of Object.entries(shown)) {
    const found = [...secrets, privateKey, ...personal].filter((canary) =>
      text.toLowerCase().includes(canary.toLowerCase()),
    );
    expect([where, found]).toEqual([where, []]);
  }
  expect(asStranger).not.toContain('hidden-mailbox');
});
