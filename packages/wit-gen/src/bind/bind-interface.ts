import { explainCommand, type ImportedInterface } from '@airssys/model';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { WitDocument } from '../document/document.ts';
import type { WitSource } from '../read/source-text.ts';
import { type BoundScope, scopeOf } from './bound-scope.ts';
import { placeOf } from './place.ts';
import { type ModuleOptions, printModule } from './print-module.ts';
import { toModel } from './to-model.ts';
import { usedTypes } from './used-types.ts';
import { type Unsupported, unsupportedIn } from './unsupported.ts';

/** An interface as a component can use it. */
export interface BoundInterface {
  /** Its types and functions. */
  readonly model: ImportedInterface;
  /** The interfaces whose types it uses, by their ids: their modules are needed beside its own. */
  readonly uses: readonly string[];
  /** Text of its TypeScript module. */
  printModule(options: ModuleOptions): string;
}

/** What has become of an interface that a component wants to use. */
export interface Binding {
  /** Absent where there are diagnostics. */
  readonly bound: BoundInterface | undefined;
  /** What of it a component cannot use yet. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Binds an interface of a document: what it is for the codecs, and for the author.
 *
 * @param id `namespace:package/name@version` of an interface that the document has.
 * @param sources The texts that the document was read from, for the places in diagnostics.
 */
export function bindInterface(document: WitDocument, id: string, sources: readonly WitSource[] = []): Binding {
  return bindScope(scopeOf(document, id), sources);
}

/** As {@link bindInterface}, for what is written in a world. */
export function bindScope(bound: BoundScope, sources: readonly WitSource[] = []): Binding {
  const unsupported = unsupportedIn(bound);
  if (unsupported.length > 0) {
    const diagnostics = unsupported.map((one) => diagnosticOf(one, sources));
    return { bound: undefined, diagnostics: diagnostics.toSorted((a, b) => a.line - b.line || a.column - b.column) };
  }
  const model = toModel(bound);
  const used = usedTypes(bound, model);
  return {
    bound: {
      model,
      uses: [...new Set(used.map(({ from }) => from))],
      printModule: (options) => printModule(bound, used, options),
    },
    diagnostics: [],
  };
}

function diagnosticOf(one: Unsupported, sources: readonly WitSource[]): Diagnostic {
  const { feature, scope, item, member } = one;
  const name = member === undefined ? item : `${item}.${member}`;
  return Object.freeze({
    code: 'AIRSSYS_WIT_BIND_UNSUPPORTED',
    severity: 'error',
    message: `'${name}' of ${scope} has ${feature}, which a component cannot use yet`,
    hint: 'Use another interface, or leave this part out of the copy in wit/deps.',
    ...placeOf(one, sources),
    docs: explainCommand('AIRSSYS_WIT_BIND_UNSUPPORTED'),
  });
}
