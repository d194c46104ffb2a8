import { bindInterface, type BoundInterface, formatDiagnostic } from '../../src/index.ts';
import { documentOf } from './read.ts';

const specifierOf = (id: string): string => `./${/\/([^@]+)/.exec(id)?.[1]}.js`;

/** An interface of WIT text, bound; what cannot be bound is thrown as its diagnostics. */
export function boundOf(text: string, id: string): BoundInterface {
  const { bound, diagnostics } = bindInterface(documentOf(text), id);
  if (bound === undefined) throw new Error(diagnostics.map((one) => formatDiagnostic(one, text)).join('\n'));
  return bound;
}

/** The text of its module. */
export const moduleOf = (text: string, id: string): string =>
  boundOf(text, id).printModule({ generator: '`airssys wit add`', specifierOf });
