/** The named types of the interface. Names are unique; a type that is met again is a reference to the first meeting. */
import { Type, type TypeDefinition, type TypeNode } from '@airssys/model';
import type { ts } from 'ts-morph';
import { type AnalysisContext, isAuthored } from '../context.ts';
import { lineOf } from '../reporter.ts';
import type { Place } from './place.ts';
import type { TypeName } from './type-name.ts';

interface Entry {
  readonly state: 'open' | 'done' | 'failed';
  readonly name: TypeName;
  /** What was written by hand of the type, to tell a second meeting from another type of the same name. */
  readonly type: ts.Type;
  readonly definition?: TypeDefinition;
}

export class Definitions {
  readonly #context: AnalysisContext;
  readonly #entries = new Map<string, Entry>();

  constructor(context: AnalysisContext) {
    this.#context = context;
  }

  /** The finished definitions, each after those that it uses. */
  all(): readonly TypeDefinition[] {
    return [...this.#entries.values()].flatMap((entry) => entry.definition ?? []);
  }

  /** Where a name is taken, for the message about a second use. */
  entryOf(name: string): { readonly source: string; readonly declaration?: ts.Node } | undefined {
    return this.#entries.get(name)?.name;
  }

  /** How many definitions the current type is inside of. */
  get depth(): number {
    return this.#entries
      .values()
      .filter(({ state }) => state === 'open')
      .toArray().length;
  }

  /**
   * Takes a name for a type whose definition follows by {@link complete}, since it may lead back to itself. Answers whether
   * that is to be done now: false where it has been done before, or the name is another type's, which is reported.
   */
  declare(type: ts.Type, name: TypeName, place: Place): 'first' | 'known' | undefined {
    const known = this.#entries.get(name.name);
    if (known === undefined) {
      this.#entries.set(name.name, { state: 'done', name, type });
      return 'first';
    }
    if (known.type === type) return 'known';
    this.#reportCollision(known, name, place);
    return undefined;
  }

  complete(definition: TypeDefinition): void {
    const entry = this.#entries.get(definition.name);
    if (entry) this.#entries.set(definition.name, { ...entry, definition });
  }

  /** A reference to the type of this name, which `build` defines at the first meeting. */
  define(type: ts.Type, name: TypeName, place: Place, build: () => TypeDefinition | undefined): TypeNode | undefined {
    const known = this.#entries.get(name.name);
    if (known !== undefined && known.type === type) {
      return known.state === 'done' ? Type.reference(name.name) : undefined;
    }
    if (known === undefined) this.#entries.set(name.name, { state: 'open', name, type });
    const definition = build();
    if (known !== undefined) return this.#again(known, definition, name, place);
    // Set anew, so that a definition comes after the definitions that it uses.
    this.#entries.delete(name.name);
    this.#entries.set(name.name, {
      state: definition ? 'done' : 'failed',
      name,
      type,
      ...(definition && { definition }),
    });
    return definition && Type.reference(name.name);
  }

  /** A second type of the same name: all right if it is the same on the wire (`Readonly<Order>` is `Order`). */
  #again(known: Entry, definition: TypeDefinition | undefined, name: TypeName, place: Place): TypeNode | undefined {
    if (definition === undefined || known.state === 'failed') return undefined;
    if (known.definition !== undefined && shape(known.definition) === shape(definition))
      return Type.reference(name.name);
    this.#reportCollision(known, name, place);
    return undefined;
  }

  #reportCollision(known: Entry, name: TypeName, place: Place): void {
    const first = known.name.declaration;
    const where = first === undefined ? '' : ` (${fileName(first)}, line ${lineOf(first)})`;
    const node =
      name.declaration !== undefined && isAuthored(this.#context, name.declaration) ? name.declaration : place.node;
    this.#context.reporter.error(
      node,
      'AIRSSYS_WIT_NAME_COLLISION',
      `'${name.source}' and '${known.name.source}'${where} are both '${name.name}' in WIT`,
      'Rename one of the two types. A type without a name is called after its place: give it one.',
    );
  }
}

/** What a definition is, its names in TypeScript aside. Of a type with a base, `Readonly` gives the fields in another order. */
function shape(definition: TypeDefinition): string {
  const sorted =
    definition.kind === 'record'
      ? { ...definition, fields: definition.fields.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }
      : definition;
  return JSON.stringify(sorted, (key, value: unknown) => (key === 'docs' || key === 'source' ? undefined : value));
}

function fileName(node: ts.Node): string {
  return node.getSourceFile().fileName.split('/').at(-1) ?? '';
}
