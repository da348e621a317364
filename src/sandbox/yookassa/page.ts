import type { WireReply } from '../wire.ts';
import type { PaymentRecord } from './records.ts';

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (mark) => marks[mark] ?? '');

const style = `body{font:16px system-ui;max-width:24rem;margin:8vh auto;padding:0 1rem;color:#222}
h1{font-size:1.75rem;margin:.25rem 0 1rem}button{font:inherit;width:100%;padding:.75rem;margin:.25rem 0;border:0;border-radius:.5rem;cursor:pointer}
#yk-pay{background:#8b3ffd;color:#fff}label{display:block;margin:.5rem 0}`;

function html(status: number, body: string): WireReply {
  const page = `<!doctype html><html lang="ru"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>ЮKassa</title><style>${style}</style>${body}</html>`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page };
}

/** Where a person pays: the sum, a card or the Faster Payments System, and a way out. */
export function payPage(payment: PaymentRecord): WireReply {
  const { amount, description = '', status, id } = payment;
  const sum = `${amount.value.replace('.', ',')} ${amount.currency === 'RUB' ? '₽' : amount.currency}`;
  const head = `<p>${escaped(description)}</p><h1>${sum}</h1>`;
  if (status !== 'pending') return html(200, `${head}<p id="yk-state">${status}</p>`);
  return html(
    200,
    `${head}<form method="post" action="/pay/${id}">
<label><input type="radio" name="method" value="bank_card" checked> Банковская карта</label>
<label><input type="radio" name="method" value="sbp" id="yk-sbp"> СБП</label>
<button id="yk-pay" name="do" value="pay">Заплатить ${sum}</button>
<button id="yk-decline" name="do" value="decline">Карта без денег</button>
<button id="yk-cancel" name="do" value="cancel">Отказаться</button></form>`,
  );
}

/** Back to the shop, as the real page does. */
export function backTo(url: string): WireReply {
  return { status: 303, headers: { location: url }, body: '' };
}
