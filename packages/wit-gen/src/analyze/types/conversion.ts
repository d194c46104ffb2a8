import type { TypeNode } from '@airssys/model';
import type { ts } from 'ts-morph';
import type { AnalysisContext } from '../context.ts';
import type { Definitions } from './definitions.ts';
import type { Place } from './place.ts';
import type { Written } from './written.ts';

/** What the converters of the kinds of types share. */
export interface Conversion {
  readonly context: AnalysisContext;
  readonly definitions: Definitions;
  /** The model's type, or undefined after an error has been reported. */
  convert(type: ts.Type, source: Written | undefined, place: Place): TypeNode | undefined;
}
