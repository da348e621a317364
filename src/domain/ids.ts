declare const brand: unique symbol;
/** A string that only its maker may produce, so that a payment id never stands where a purchase id belongs. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

export type PaymentId = Brand<string, 'PaymentId'>;
export type PurchaseId = Brand<string, 'PurchaseId'>;
export type CustomerId = Brand<string, 'CustomerId'>;
export type DeliveryId = Brand<string, 'DeliveryId'>;
export type InboxId = Brand<string, 'InboxId'>;
export type IncidentId = Brand<string, 'IncidentId'>;
/** Of incidents that are told in one message. */
export type IncidentGroupId = Brand<string, 'IncidentGroupId'>;
export type SilenceId = Brand<string, 'SilenceId'>;
/** One payer as a provider sees him: `stripe:cus_…`, `telegram:123`, `email:a@b.c` or `payment:stripe:pi_…`. */
export type PayerId = Brand<string, 'PayerId'>;

/** Makes an id of ours: the prefix, then characters that sort by the time of making. Injected, so tests can fix it. */
export type NewId = (prefix: IdPrefix) => string;
export type IdPrefix =
  | 'inv'
  | 'bct'
  | 'rpt'
  | 'pay'
  | 'pur'
  | 'cst'
  | 'dlv'
  | 'inb'
  | 'ref'
  | 'dsp'
  | 'aud'
  | 'hdl'
  | 'mrg'
  | 'tok'
  | 'lse'
  | 'trc'
  | 'run'
  | 'inc'
  | 'ing'
  | 'sil'
  | 'ord'
  | 'dec'
  | 'cor';

export const providerNames = ['stripe', 'yookassa', 'platform', 'amocrm', 'stars'] as const;
export type ProviderName = (typeof providerNames)[number];
/** Somebody else's id is always told together with whose it is. */
export type ProviderRef = Readonly<{ provider: ProviderName; externalId: string }>;
