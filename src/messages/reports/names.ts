import type { Dimension } from '../../domain/metrics/dimensions.ts';
import { oneLine } from '../../lib/html.ts';
import { methodText } from '../format.ts';
import { type Locale, text } from '../text.ts';

/** A value of a dimension as people read it; what a sale does not say is said so. */
export function valueText(dimension: Dimension, value: string, locale: Locale): string {
  if (oneLine(value).trim() === '') return text(locale, dimension === 'team' ? 'report-no-team' : 'report-not-stated');
  return dimension === 'method' ? methodText(locale, value) : oneLine(value);
}

export function dimensionText(dimension: Dimension, locale: Locale): string {
  return text(locale, `dimension-${dimension}`);
}
