const invisible = /\p{Cf}/gu;
const shape = /^\+?[\d\s().\-\u2010-\u2015\u2212]{7,24}$/u;
/** ITU-T E.164: at most 15 digits; below seven it is a number for something else. */
const digitCounts = { least: 7, most: 15 };
const localDigits = 10;

/** Whether a text is written as phone numbers are, in any usual spelling. */
export function looksLikePhone(text: string): boolean {
  const bare = text.replace(invisible, '').trim();
  const digits = bare.replace(/\D/g, '').length;
  return shape.test(bare) && digits >= digitCounts.least && digits <= digitCounts.most;
}

/**
 * The digits under which a number is known, country code first where it is told: `+7 (912) …`, `8 912 …` (the Russian
 * trunk form) and `007 912 …` are one number. Null for what is no phone number.
 */
export function phoneDigits(text: string): string | null {
  if (!looksLikePhone(text)) return null;
  const bare = text.replace(invisible, '').trim();
  const isInternational = /^\+|^00/.test(bare.replace(/[^\d+]/g, ''));
  // `+44 (0)20 …`: the zero is for callers from inside the country.
  const digits = (isInternational ? bare.replace(/\(0\)/, '') : bare).replace(/\D/g, '');
  if (isInternational) return digits.replace(/^00/, '');
  return /^8\d{10}$/.test(digits) ? `7${digits.slice(1)}` : digits;
}

/**
 * Under which digits a number that somebody asks for may be known, the likeliest first: people leave the country code
 * away, and so do forms.
 */
export function phoneReadings(text: string): readonly string[] {
  const digits = phoneDigits(text);
  if (digits === null) return [];
  if (digits.length === localDigits) return [digits, `7${digits}`, `1${digits}`];
  if (/^[17]\d{10}$/.test(digits)) return [digits, digits.slice(1)];
  return [digits];
}
