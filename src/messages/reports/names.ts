import type { Dimension } from '../../domain/metrics/dimensions.ts';
import { oneLine } from '../../lib/html.ts';
import { methodText } from '../format.ts';
import { hasText, type Locale, text } from '../text.ts';

/** A value of a dimension as people read it; what a sale does not say is said so. */
export function valueText(dimension: Dimension, value: string, locale: Locale): string {
  if (oneLine(value).trim() === '') return text(locale, dimension === 'team' ? 'report-no-team' : 'report-not-stated');
  return dimension === 'method' ? wayText(value, locale) : oneLine(value);
}

/** Cards of two providers stand in one list here. */
function wayText(method: string, locale: Locale): string {
  const id = `report-method-${method}`;
  return hasText(locale, id) ? text(locale, id) : methodText(locale, method);
}

export function dimensionText(dimension: Dimension, locale: Locale): string {
  return text(locale, `dimension-${dimension}`);
}
