import type { BuyStep } from '../../domain/shop/buying.ts';
import { payMethods } from '../../domain/shop/plan.ts';
import type { Button } from '../message.ts';

const withPlan = ['plan', 'code', 'gift', 'self', 'contact'] as const;

function partsOf(step: BuyStep): readonly string[] {
  switch (step.do) {
    case 'list':
      return [step.do];
    case 'pay':
      return [step.do, step.method, step.as, step.plan];
    case 'free':
      return [step.do, step.as, step.plan];
    case 'plan':
    case 'code':
    case 'gift':
    case 'self':
    case 'contact':
      return [step.do, step.plan];
  }
}

export function buyButton(label: string, step: BuyStep, style?: Button['style']): Button {
  return { label, intent: { kind: 'open', verb: 'buy', about: partsOf(step).join('-') }, ...(style && { style }) };
}

/** Null for what none of our buttons says. A plan's code may hold hyphens, so it comes last. */
export function readBuyStep(handle: string): BuyStep | null {
  if (handle === 'list') return { do: handle };
  const [, name = '', rest = ''] = /^([a-z]+)-(.+)$/.exec(handle) ?? [];
  const known = withPlan.find((one) => one === name);
  if (known) return { do: known, plan: rest };
  if (name === 'free') return readFree(rest);
  return name === 'pay' ? readPay(rest) : null;
}

function readFree(rest: string): BuyStep | null {
  const [, as, plan] = /^([gcrn]{1,3})-(.+)$/.exec(rest) ?? [];
  return as && plan ? { do: 'free', as, plan } : null;
}

function readPay(rest: string): BuyStep | null {
  const [, named, as, plan] = /^([a-z]+)-([gcrn]{1,3})-(.+)$/.exec(rest) ?? [];
  const method = payMethods.find((one) => one === named);
  return method && as && plan ? { do: 'pay', method, as, plan } : null;
}

/** About one order: `verb.ord_…`; the flows look whose it is. */
export function orderButton(label: string, verb: string, about: string, style?: Button['style']): Button {
  return { label, intent: { kind: 'open', verb, about }, ...(style && { style }) };
}
