import { byTest, clockText, el, gathered, load } from './dom.js';

function card({ type, id, at, isVerified, isRepeat, path, body }) {
  const sign = isVerified ? '✔ signature' : '✘ signature';
  const told = [clockText(at), sign, isRepeat ? 'repeat' : '', path, id].filter(Boolean).join(' · ');
  return el(
    'article',
    { class: 'block', 'data-testid': 'system-event', 'data-type': type, 'data-verified': String(isVerified) },
    el('b', { text: type || '?' }),
    el('div', { class: 'context', text: told }),
    el('code', { text: body.slice(0, 400) }),
  );
}

/** What the owner's own system was told, the newest first, and who is in the chat that is sold. */
export const refreshSystems = gathered(async () => {
  const { received, club } = await load('/api/systems');
  const people = `In the club: ${club.members.join(', ') || 'nobody'}${club.asking.length > 0 ? `; asking: ${club.asking.join(', ')}` : ''}`;
  const door = el('p', { class: 'note', 'data-testid': 'club-door', text: people });
  byTest('systems').replaceChildren(door, ...received.toReversed().map(card));
});
