import { oneLine } from '../lib/html.ts';

/** The emoji that our font holds (fonts/README.md tells how it was cut); all others are left out of pictures. */
export const drawnEmoji =
  '🟢🟡🟠🔵🟣⚪⚫🔴💎📊📈📉💰💳💵💸🧾🎟🔥⭐🌟✨🚀✅❌⚠❗❓⛔🛑🎯🏆👑🛒🎁💡📚🎓🌍🌎🌏📱💻🏷🔔🔕⏰📅🥇🥈🥉👤👥🆕❤💙💚💛🖤💜🧠🎬📷🎥📸🎉🎄🌸☀⚡💥👍👎👉👀😀😂😍🤔😎🙏💪🏠🚗✈🐶🐱🍏🍕☕🎮⚽🎵📣📢📌🔍🔑🔒⏳❄🌱🍀💊💉👗👟👶👩👨🧑🎨🛍🏦📦🚚🧪🔬🧩📝';

/** Latin, Cyrillic with its neighbours, currency signs, the marks of a text: what Inter was cut to. */
const lettersPattern =
  /[\u0020-\u007e\u00a0-\u017f\u0218-\u021b\u0400-\u045fҐґҒғҚқҢңҮүҰұӘәӨөҺһ\u2009\u200a\u202f\u2011–—‘’‚“”„†•…‰‹›€₽₴₸₺₹₩₿₫₦₱№™←↑→↓↗↘−∞≈≠≤≥■▲▶▼◀●○◆]/u;
/** Digits count as emoji for Unicode; joiners, skin tones and variation selectors only change the sign before them. */
const emojiPattern = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\u20e3|\ufe0e|\ufe0f/u;
const known = new Set(drawnEmoji);

/**
 * A text of which every sign can be drawn: emoji that the font lacks are left out, signs of scripts that it lacks become
 * one question mark for each run. No sign of a sequence is left to stand for something else.
 */
export function legible(text: string): string {
  const signs = Array.from(new Intl.Segmenter().segment(oneLine(text).normalize('NFC')), ({ segment }) =>
    signOf(segment),
  );
  return signs
    .join('')
    .replace(/\ufffd+/g, '?')
    .replace(/ {2,}/g, ' ')
    .trim();
}

function signOf(segment: string): string {
  const [first = ''] = segment;
  if (known.has(first))
    return [...segment].slice(1).every((sign) => /\ufe0e|\ufe0f|\p{Emoji_Modifier}/u.test(sign)) ? first : '';
  if ([...segment].every((sign) => lettersPattern.test(sign))) return segment;
  return emojiPattern.test(segment) ? '' : '\ufffd';
}

/**
 * The beginning and, where `tailShare` leaves room for it, the end of a text too long to fit: names of campaigns differ
 * in both. Never half a sign.
 */
export function shortened(text: string, fits: (text: string) => boolean, tailShare = 0.4): string {
  if (fits(text)) return text;
  const signs = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  const kept = (count: number): string => {
    const tail = Math.floor(count * tailShare);
    const head = signs
      .slice(0, count - tail)
      .join('')
      .trimEnd();
    return `${head}…${signs
      .slice(signs.length - tail)
      .join('')
      .trimStart()}`;
  };
  let [low, high] = [0, signs.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(kept(middle))) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '…' : kept(low);
}
