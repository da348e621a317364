/** `ord_…`, `#1042`, `№ 1042`: bare digits may be anything. */
export function isOrderNumber(text: string): boolean {
  return /^(?:ord_[A-Za-z0-9]{3,}|(?:#|№)\s?\d{2,12})$/.test(text);
}
