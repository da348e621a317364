import type { Fields, WireReply, WireRequest } from '../wire.ts';
import type { Checkout } from './checkout.ts';
import type { SessionRecord } from './records.ts';

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (mark) => marks[mark] ?? '');

const style = `body{font:16px system-ui;max-width:24rem;margin:8vh auto;padding:0 1rem;color:#1a1f36}
h1{font-size:1.75rem;margin:.25rem 0 1rem}button{font:inherit;width:100%;padding:.75rem;margin:.25rem 0;border:0;border-radius:.5rem;cursor:pointer}
#st-pay{background:#0570de;color:#fff}input{font:inherit;width:100%;box-sizing:border-box;padding:.6rem;margin:.25rem 0}`;

function html(status: number, body: string): WireReply {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Checkout</title><style>${style}</style>${body}</html>`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page };
}

function form({ productName, amount, currency, email }: SessionRecord, path: string): string {
  const sum = `${(amount / 100).toFixed(2)} ${currency.toUpperCase()}`;
  return `<p>${escaped(productName)}</p><h1>${sum}</h1><form method="post" action="${path}">
<input name="email" type="email" placeholder="Email" value="${escaped(email ?? 'buyer@example.com')}">
<button id="st-pay" name="do" value="pay">Pay ${sum}</button>
<button id="st-cancel" name="do" value="cancel">Back</button></form>`;
}

const backTo = (url: string | null): WireReply => ({ status: 303, headers: { location: url ?? '/' }, body: '' });

export const isPage = (path: string): boolean => path.startsWith('/c/pay/');

/** The hosted page: shows the session, takes the payment, and sends the browser back as Stripe does. */
export function answerPage(checkout: Checkout, request: WireRequest, { do: wanted, email }: Fields): WireReply {
  const id = decodeURIComponent(request.path.slice('/c/pay/'.length));
  const session = checkout.see(id);
  if (session.status !== 'open') return html(200, `<h1>${session.status}</h1><p id="st-state">This page is over.</p>`);
  if (request.method !== 'POST') return html(200, form(session, request.path));
  if (wanted !== 'pay') return backTo(session.cancelUrl);
  checkout.complete(id, typeof email === 'string' && email !== '' ? { email } : {});
  return backTo(session.successUrl?.replace('{CHECKOUT_SESSION_ID}', id) ?? null);
}
