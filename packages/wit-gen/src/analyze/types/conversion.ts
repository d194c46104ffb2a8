import type { TypeNode } from '@airssys/model';
import type { ts } from 'ts-morph';
import type { AnalysisContext } from '../context.ts';
import type { Definitions } from './definitions.ts';
import type { Place } from './place.ts';
import type { Written } from './written.ts';

/** Where a type is used: handles are lent as arguments, and given as results. */
export type Direction = 'argument' | 'result';

/** What the converters of the kinds of types share. */
export interface Conversion {
  readonly context: AnalysisContext;
  readonly definitions: Definitions;
  /** Whether what is converted goes to the component or comes from it. */
  readonly direction: Direction;
  /** The model's type, or undefined after an error has been reported. */
  convert(type: ts.Type, source: Written | undefined, place: Place): TypeNode | undefined;
  /** As {@link convert}, for a type that callers pass to the component. */
  convertArgument(type: ts.Type, source: Written | undefined, place: Place): TypeNode | undefined;
}
