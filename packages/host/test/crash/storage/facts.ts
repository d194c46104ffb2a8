/** What the program of the storage suite tells, and what it writes. */
export type Fact =
  | { readonly kind: 'set' | 'deleting' | 'deleted'; readonly key: string }
  | { readonly kind: 'moved'; readonly id: string };

/** Accounts of each side, and what each has before anything was moved. */
export const ACCOUNTS = 5;
export const START_AMOUNT = 1_000;

export const valueOf = (key: string): Uint8Array => new TextEncoder().encode(key.repeat(20));
