import { isOpen, refreshChat, showAnswer, showTyping, startChat } from './chat.js';
import { act, byTest, el, gathered, load, toast } from './dom.js';
import { refreshSheet, startSheet } from './sheet.js';
import { refreshSlack } from './slack.js';
import { refreshSystems } from './systems.js';

const NAMES = {
  telegram: 'Telegram',
  slack: 'Slack',
  google: 'Google Sheets',
  stripe: 'Stripe API',
  yookassa: 'YooKassa API',
};
const LABELS = { timeout: 'time-out' };
const ZERO_DECIMAL = new Set(['jpy']);

/** The amount typed, in minor units; undefined where it is not one. */
function minorUnits(text, currency) {
  const digits = ZERO_DECIMAL.has(currency) ? 0 : 2;
  const typed = text.trim().replace(',', '.');
  const pattern = digits === 0 ? /^\d{1,8}$/ : /^\d{1,6}(\.\d{1,2})?$/;
  return pattern.test(typed) ? Math.round(Number(typed) * 10 ** digits) : undefined;
}

async function sendPayment(form) {
  const currency = form.currency.value;
  const amount = minorUnits(form.amount.value, currency);
  if (!amount) {
    toast(
      ZERO_DECIMAL.has(currency)
        ? 'Write a whole number of yen, for example 1480.'
        : 'Write an amount, for example 9.99.',
      'bad',
    );
    return;
  }
  const paid = await act('pay', {
    buyer: Number(form.buyer.value),
    source: Number(form.source.value),
    amount,
    currency,
  });
  if (paid) toast('Payment sent.');
}

function startPay(setting) {
  const form = document.querySelector('form.pay');
  const options = (labels) => labels.map((label, i) => el('option', { value: String(i), text: label }));
  form.buyer.replaceChildren(...options(setting.buyers.map((b) => b.label)));
  form.source.replaceChildren(...options(setting.sources));
  form.buyer.addEventListener('change', () => {
    form.currency.value = setting.buyers[Number(form.buyer.value)].currency;
    form.amount.value = ZERO_DECIMAL.has(form.currency.value) ? '1480' : '9.99';
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void sendPayment(form);
  });
}

const DONE = {
  upsell: 'An hour later: the same customer paid again.',
  refund: 'Refund sent.',
  dispute: 'Dispute moved.',
  twice: 'The last payment was charged once more. /dedup finds it.',
  burst: '200 payments are on their way.',
  storm: 'One webhook is being sent 200 times.',
  payYookassa: 'Paid in rubles: YooKassa is telling payops.',
  refundYookassa: 'Refund sent.',
  burstYookassa: '50 payments are on their way.',
  clock: 'The clock was moved.',
};

async function runAction(button) {
  const done = await act(button.dataset.act, JSON.parse(button.dataset.input ?? '{}'));
  if (done) toast(DONE[button.dataset.act]);
  await refreshStatus();
}

function startActions() {
  for (const button of document.querySelectorAll('[data-act]')) {
    button.addEventListener('click', () => void runAction(button));
  }
}

function providerRow({ provider, modes }) {
  const buttons = modes.map((mode) =>
    el('button', {
      type: 'button',
      text: LABELS[mode] ?? mode,
      'data-mode': mode,
      'data-testid': `break-${provider}-${mode}`,
      onclick: async () => {
        await act('break', { provider, mode });
        void refreshStatus();
      },
    }),
  );
  const head = el(
    'div',
    { class: 'provider-head' },
    el('b', { text: NAMES[provider] }),
    el('span', { 'data-testid': `calls-${provider}` }),
  );
  return el('div', { class: 'provider', 'data-provider': provider }, head, el('div', { class: 'modes' }, ...buttons));
}

function startBreak({ modes }) {
  byTest('providers').replaceChildren(...Object.keys(NAMES).map((provider) => providerRow({ provider, modes })));
}

function showProvider({ provider, mode, calls, failed }) {
  const trouble = failed > 0 ? ` · ${failed} refused` : '';
  byTest(`calls-${provider}`).textContent = `${calls} calls${trouble}`;
  for (const button of document.querySelectorAll(`[data-provider="${provider}"] [data-mode]`)) {
    button.setAttribute('aria-pressed', String(button.dataset.mode === mode));
  }
}

const refreshStatus = gathered(async () => {
  const { nowMs, payops, providers, webhooks, counts } = await load('/api/status');
  const chip = byTest('payops-state');
  chip.classList.toggle('good', payops.isReady && payops.state === 'running');
  chip.classList.toggle('bad', !payops.isReady);
  chip.querySelector('span').textContent = payops.isReady ? payops.state : `${payops.state}, not ready`;
  byTest('world-clock').textContent = `${new Date(nowMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  byTest('counts').textContent = `${counts.charges} charges · ${counts.refunds} refunds · ${counts.disputes} disputes`;
  const refused = webhooks.refused > 0 ? `, ${webhooks.refused} of them not taken` : '';
  byTest('webhook-counts').textContent = `Webhooks sent to payops: ${webhooks.sent}${refused}.`;
  providers.forEach(showProvider);
});

function showTab(name) {
  for (const tab of document.querySelectorAll('[data-tab]'))
    tab.setAttribute('aria-selected', String(tab.dataset.tab === name));
  for (const node of document.querySelectorAll('[data-for="sheet"]')) node.hidden = name !== 'sheet';
  byTest('sheet').hidden = name !== 'sheet';
  byTest('slack').hidden = name !== 'slack';
  byTest('systems').hidden = name !== 'systems';
  byTest('data-note').textContent = byTest(name).dataset.note ?? '';
}

function showView(name) {
  document.body.dataset.view = name;
  for (const button of document.querySelectorAll('.views button')) {
    button.setAttribute('aria-current', String(button.dataset.view === name));
  }
  if (name === 'sheet' || name === 'slack') showTab(name);
  if (name === 'chat') byTest('messages').scrollTop = byTest('messages').scrollHeight;
}

function startViews() {
  for (const tab of document.querySelectorAll('[data-tab]'))
    tab.addEventListener('click', () => showTab(tab.dataset.tab));
  for (const button of document.querySelectorAll('.views button')) {
    button.addEventListener('click', () => showView(button.dataset.view));
  }
  showTab('sheet');
  showView('chat');
}

const NEWS = {
  sheet: () => refreshSheet(),
  slack: () => refreshSlack(),
  systems: () => refreshSystems(),
  chat: (news) => {
    if (isOpen(news.chatId)) void refreshChat();
    void refreshSystems();
  },
  status: () => refreshStatus(),
  answer: showAnswer,
  typing: showTyping,
};

function startNews() {
  const source = new EventSource('/api/news');
  source.addEventListener('message', (event) => {
    const news = JSON.parse(event.data);
    NEWS[news.topic]?.(news);
  });
  // After a break everything may have changed.
  source.addEventListener('open', () => {
    for (const refresh of [refreshChat, refreshSheet, refreshSlack, refreshStatus]) void refresh();
  });
  source.addEventListener('error', () => {
    byTest('payops-state').classList.remove('good');
    byTest('payops-state').querySelector('span').textContent = 'sandbox gone';
  });
}

const setting = await load('/api/setting');
startViews();
startPay(setting);
startActions();
startBreak(setting);
await startChat(setting);
void startSheet();
void refreshSlack();
void refreshSystems();
startNews();
