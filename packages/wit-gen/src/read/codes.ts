/** Every complaint about WIT text: its code and what it means. The list is closed; codes are never reused. */
export const READ_CODES = {
  AIRSSYS_WIT_READ_SYNTAX: 'A WIT text does not follow the grammar.',
  AIRSSYS_WIT_READ_NAME: 'A name in WIT is not kebab-case, or is a keyword without `%`.',
  AIRSSYS_WIT_READ_VERSION: 'A version in WIT is not a semantic version, or one that the package has not reached.',
  AIRSSYS_WIT_READ_GATE:
    'A `@since`, `@unstable`, `@deprecated` or `@external-id` is unknown, twice there, or misplaced.',
  AIRSSYS_WIT_READ_PACKAGE: 'The package of a WIT file is not declared, declared differently, or there twice.',
  AIRSSYS_WIT_READ_UNDEFINED: 'A name in WIT is not defined, or is something else than what is asked for.',
  AIRSSYS_WIT_READ_DUPLICATE: 'A name in WIT is used twice where it may be used once.',
  AIRSSYS_WIT_READ_CYCLE: 'Types, interfaces, worlds or packages depend on themselves.',
  AIRSSYS_WIT_READ_EMPTY: 'A record, variant, enum, flags, tuple or list of used names is empty.',
  AIRSSYS_WIT_READ_TYPE: 'A type stands where it may not: a borrow in a result, a handle of no resource, a map key.',
  AIRSSYS_WIT_READ_UNSUPPORTED: 'A part of WIT that this version does not know.',
} as const;

/** The codes of what is wrong in WIT text. */
export type ReadCode = keyof typeof READ_CODES;
