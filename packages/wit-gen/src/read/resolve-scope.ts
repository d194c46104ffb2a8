/** Types and functions of an interface, or of a world itself. */
import type { WitScope, WitTypeItem } from '../document/item.ts';
import type { Library } from './library.ts';
import { preambleOf } from './preamble.ts';
import { FunctionResolver } from './resolve-function.ts';
import { TypeResolver } from './resolve-type.ts';
import { NameSet, type ScopeTable, type UsedType } from './scope-table.ts';
import type { FunctionSyntax, MemberSyntax, TypeItemSyntax } from './syntax.ts';
import { TypeFacts } from './type-facts.ts';
import { refuseTypeCycles } from './type-cycles.ts';

/** Beyond this a flags type has no binary form. */
const MAX_FLAGS = 32;

export class ScopeResolver {
  readonly #library: Library;
  readonly facts: TypeFacts;
  readonly #types: TypeResolver;
  readonly functions: FunctionResolver;

  constructor(library: Library) {
    this.#library = library;
    this.facts = new TypeFacts(library);
    this.#types = new TypeResolver(library, this.facts);
    this.functions = new FunctionResolver(library, this.facts, this.#types);
  }

  resolve(table: ScopeTable): WitScope {
    refuseTypeCycles(this.#library, table);
    return {
      types: [...table.types.values()].map((entry) =>
        entry.kind === 'use' ? this.#use(entry) : this.#definition(table, entry.syntax),
      ),
      functions: table.functions.map((one) => this.functions.resolve(table, one)),
    };
  }

  #use({ syntax, rename: { name, original }, target }: UsedType): WitTypeItem {
    if (target?.entry !== undefined) {
      const { types } = this.facts.tableOf(target.entry);
      if (!types.has(original.name)) {
        const known = [...types.keys()];
        this.#library.complaints.add(
          'AIRSSYS_WIT_READ_UNDEFINED',
          original,
          `there is no type '${original.name}' in ${target.id}`,
          known.length > 0 ? `It has: ${known.join(', ')}.` : undefined,
        );
      }
    }
    // Without a target the complaint has been made, and no document comes of this.
    return { kind: 'use', name: name.name, ...preambleOf(syntax), from: target?.id ?? '', original: original.name };
  }

  #definition(table: ScopeTable, syntax: TypeItemSyntax): WitTypeItem {
    const { kind, members, type } = syntax;
    const head = { name: syntax.name.name, ...preambleOf(syntax) };
    const names = new NameSet(this.#library, `the ${kind} '${syntax.name.name}'`);
    for (const member of members) names.add(member.name);
    switch (kind) {
      case 'alias':
        // The parser gives every alias a type, and every field.
        return { kind, ...head, type: this.#types.alias(table, type as NonNullable<typeof type>) };
      case 'record':
        return {
          kind,
          ...head,
          fields: members.map((one) => ({ ...named(one), ...this.#typeOf(table, one) })) as never,
        };
      case 'variant':
        return { kind, ...head, cases: members.map((one) => ({ ...named(one), ...this.#typeOf(table, one) })) };
      case 'enum':
        return { kind, ...head, cases: members.map(named) };
      case 'flags':
        if (members.length > MAX_FLAGS) {
          this.#library.complaints.add(
            'AIRSSYS_WIT_READ_TYPE',
            syntax.name,
            `the flags '${syntax.name.name}' are ${members.length}`,
            `There can be ${MAX_FLAGS}; put the others into a second one.`,
          );
        }
        return { kind, ...head, flags: members.map(named) };
      case 'resource':
        return { kind, ...head, functions: this.#resource(table, syntax) };
    }
  }

  #typeOf(table: ScopeTable, { type }: MemberSyntax): { readonly type?: ReturnType<TypeResolver['value']> } {
    return type === undefined ? {} : { type: this.#types.value(table, type) };
  }

  #resource(table: ScopeTable, { name, functions }: TypeItemSyntax): ReturnType<FunctionResolver['ofResource']>[] {
    const names = new NameSet(this.#library, `the resource '${name.name}'`);
    // A method may be called `%constructor`: the two have different names in the binary format.
    const isNew = ({ kind, name: own }: FunctionSyntax): boolean =>
      names.add(kind === 'constructor' ? { ...own, name: '[constructor]' } : own);
    return functions.filter(isNew).map((one) => this.functions.ofResource(table, name, one));
  }
}

const named = ({ name, docs }: MemberSyntax): { readonly name: string; readonly docs?: string } => ({
  name: name.name,
  ...(docs !== undefined && { docs }),
});
