import type { Button } from '../message.ts';

/** Navigation: repeatable, its role is checked when it is pressed. */
export function open(label: string, verb: string): Button {
  return { label, intent: { kind: 'open', verb } };
}

/** The same, about something else than its own message. */
export function openAbout(label: string, verb: string, about: string): Button {
  return { label, intent: { kind: 'open', verb, about } };
}

/** A single-use action that was offered to one person. */
export function act(label: string, actionId: string, style?: Button['style']): Button {
  return { label, intent: { kind: 'act', actionId }, ...(style && { style }) };
}

export function copy(label: string, value: string): Button {
  return { label, intent: { kind: 'copy', text: value } };
}
