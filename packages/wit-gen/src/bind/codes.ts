/** Every complaint about an interface that is to be used from TypeScript: its code and what it means. The list is closed. */
export const BIND_CODES = {
  AIRSSYS_WIT_BIND_UNSUPPORTED:
    'A part of WIT that components cannot use from TypeScript yet: streams, futures, async functions, maps …',
} as const;

/** The codes of what a component cannot use yet of an interface. */
export type BindCode = keyof typeof BIND_CODES;
