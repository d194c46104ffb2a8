/** What can change between two versions of a package. */

/** `breaking`: what was built against the old one does not fit the new one. */
export type Effect = 'breaking' | 'compatible' | 'documentation';

/** Every kind of change, and what it is about. The list is closed. */
export const CHANGE_KINDS = {
  'package-name': 'the name of the package',
  'world-added': 'a world',
  'world-removed': 'a world',
  'interface-added': 'an interface',
  'interface-removed': 'an interface',
  'import-added': 'what a component needs',
  'import-removed': 'what a component needs',
  'import-changed': 'what a component needs',
  'export-added': 'what a component offers',
  'export-removed': 'what a component offers',
  'export-changed': 'what a component offers',
  'function-added': 'a function',
  'function-removed': 'a function',
  'function-kind': 'method, static or constructor',
  'function-async': 'whether a function is async',
  'parameter-added': 'a parameter',
  'parameter-removed': 'a parameter',
  'parameter-order': 'the order of parameters',
  'parameter-type': 'the type of a parameter',
  'result-added': 'a result',
  'result-removed': 'a result',
  'result-type': 'the type of a result',
  'type-added': 'a type',
  'type-removed': 'a type',
  'type-kind': 'record, variant, enum, flags, resource or alias',
  'type-alias': 'what an alias stands for',
  'field-added': 'a field',
  'field-removed': 'a field',
  'field-order': 'the order of fields',
  'field-type': 'the type of a field',
  'case-added': 'a case',
  'case-removed': 'a case',
  'case-order': 'the order of cases',
  'case-type': 'what a case carries',
  'flag-added': 'a flag',
  'flag-removed': 'a flag',
  'flag-order': 'the order of flags',
  'external-id': 'what the platform knows something by',
  gate: 'a feature gate',
  documentation: 'documentation',
} as const;

/** The kinds of changes between two documents. */
export type ChangeKind = keyof typeof CHANGE_KINDS;

/** One thing that is not the same in two documents. */
export interface WitChange {
  /** Which kind of change it is. */
  readonly kind: ChangeKind;
  /** Whom it breaks, if anybody. */
  readonly effect: Effect;
  /** `interface#function.parameter`, `interface#record.field`, `world: import name`. */
  readonly place: string;
  /** What has changed, in a few words. */
  readonly what: string;
  /** Why that is compatible, or whom it breaks. */
  readonly why: string;
  /** What was there, as WIT. Absent: nothing was. */
  readonly before?: string;
  /** What is there now, as WIT. Absent: nothing is. */
  readonly after?: string;
}

/** Whether the code around a component has to give it something (`import`), gets it (`export`), or both. */
export interface Direction {
  readonly isImported: boolean;
  readonly isExported: boolean;
}

/** Collects changes. Those of an item that was `@unstable` break nobody, who relied on it knew. */
export class Changes {
  readonly all: WitChange[] = [];
  #isUnstable = false;

  add(change: WitChange): void {
    const isExcused = this.#isUnstable && change.effect === 'breaking';
    this.all.push(
      Object.freeze(
        isExcused ? { ...change, effect: 'compatible', why: 'it was @unstable, which promises nothing' } : change,
      ),
    );
  }

  /** Something that can only break: both sides of a call have to agree on it. */
  breaking(
    kind: ChangeKind,
    place: string,
    what: string,
    why: string,
    texts: Pick<WitChange, 'before' | 'after'> = {},
  ): void {
    this.add({ kind, effect: 'breaking', place, what, why, ...texts });
  }

  /** Runs `compare` for an item; `gate` is the one of its old form. */
  within(gate: { readonly unstable?: string } | undefined, compare: () => void): void {
    const before = this.#isUnstable;
    this.#isUnstable ||= gate?.unstable !== undefined;
    compare();
    this.#isUnstable = before;
  }
}
