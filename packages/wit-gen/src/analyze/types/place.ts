import type { ts } from 'ts-morph';
import type { Written } from './written.ts';

/** Where a type stands: what to underline, what to call it in messages, and how an anonymous type there is named. */
export interface Place {
  /** The type node, or the declaration where no type is written. */
  readonly node: ts.Node;
  /** `parameter 'order' of place`, `field 'lines' of Order`. */
  readonly label: string;
  /** The WIT name of an anonymous type here, such as `place-order`. */
  readonly name: string;
  /** What is written there, where it is known. The converter sets it. */
  readonly source?: Written | undefined;
}

/** A place inside of another one: an element, a side of a result. */
export function within(place: Place, suffix: string, label: string): Place {
  // The error of `place-result` is `place-error`.
  const base = suffix === 'error' ? place.name.replace(/-result$/, '') : place.name;
  return { node: place.node, label: `${label} of ${place.label}`, name: `${base}-${suffix}` };
}
