import type { BuyStep } from '../../domain/shop/buying.ts';
import { payMethods } from '../../domain/shop/plan.ts';
import type { Button } from '../message.ts';

const withPlan = ['plan', 'code', 'gift', 'self', 'contact', 'free'] as const;

export function buyButton(label: string, step: BuyStep, style?: Button['style']): Button {
  const parts =
    step.do === 'pay' ? [step.do, step.method, step.plan] : 'plan' in step ? [step.do, step.plan] : [step.do];
  return { label, intent: { kind: 'open', verb: 'buy', about: parts.join('-') }, ...(style && { style }) };
}

/** Null for what none of our buttons says. A plan's code may hold hyphens, so it comes last. */
export function readBuyStep(handle: string): BuyStep | null {
  if (handle === 'list') return { do: handle };
  const [name = '', ...rest] = handle.split('-');
  const known = withPlan.find((one) => one === name);
  if (known) return rest.length > 0 ? { do: known, plan: rest.join('-') } : null;
  const [named, ...plan] = rest;
  const method = payMethods.find((one) => one === named);
  return name === 'pay' && method && plan.length > 0 ? { do: 'pay', method, plan: plan.join('-') } : null;
}

/** About one order: `verb.ord_…`; the flows look whose it is. */
export function orderButton(label: string, verb: string, about: string, style?: Button['style']): Button {
  return { label, intent: { kind: 'open', verb, about }, ...(style && { style }) };
}
