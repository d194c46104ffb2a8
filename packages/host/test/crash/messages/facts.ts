/** What the program of the messages suite tells. */
export type Fact =
  /** The counter's mailbox has acknowledged the message. */
  | { readonly kind: 'sent'; readonly id: string }
  /** The sink was told of a count. */
  | { readonly kind: 'counted'; readonly count: number };

export const COUNTER = { namespace: 'test', name: 'counter', instance: '' } as const;
export const SINK = { namespace: 'test', name: 'sink', instance: '' } as const;
