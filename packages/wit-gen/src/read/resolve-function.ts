import type { WitFunction, WitResourceFunction } from '../document/item.ts';
import type { Library } from './library.ts';
import { preambleOf } from './preamble.ts';
import type { TypeResolver } from './resolve-type.ts';
import { NameSet, type ScopeTable } from './scope-table.ts';
import type { FunctionSyntax, Ident, TypeSyntax } from './syntax.ts';
import type { TypeFacts } from './type-facts.ts';

export class FunctionResolver {
  readonly #library: Library;
  readonly #facts: TypeFacts;
  readonly #types: TypeResolver;

  constructor(library: Library, facts: TypeFacts, types: TypeResolver) {
    this.#library = library;
    this.#facts = facts;
    this.#types = types;
  }

  resolve(table: ScopeTable, syntax: FunctionSyntax, self?: Ident): WitFunction {
    const { name, params, result } = syntax;
    const names = new NameSet(this.#library, `the parameters of '${name.name}'`);
    if (self !== undefined) names.add({ ...self, name: 'self' });
    for (const param of params) names.add(param.name);
    if (result !== undefined) this.#checkResult(table, syntax, result);
    return {
      name: name.name,
      ...preambleOf(syntax),
      async: syntax.async,
      params: params.map((param) => ({ name: param.name.name, type: this.#types.value(table, param.type) })),
      ...(result && { result: this.#types.value(table, result) }),
    };
  }

  ofResource(table: ScopeTable, resource: Ident, syntax: FunctionSyntax): WitResourceFunction {
    const kind = syntax.kind === 'function' ? 'method' : syntax.kind;
    if (kind === 'constructor') this.#checkConstructor(resource, syntax);
    return { kind, ...this.resolve(table, syntax, kind === 'method' ? syntax.name : undefined) };
  }

  #checkResult(table: ScopeTable, { name }: FunctionSyntax, result: TypeSyntax): void {
    if (!this.#facts.hasBorrow(table, result)) return;
    this.#library.complaints.add(
      'AIRSSYS_WIT_READ_TYPE',
      result,
      `'${name.name}' returns a borrow, which ends with the call`,
      'Return an owned handle.',
    );
  }

  /** A constructor makes its own resource, or says why not. */
  #checkConstructor(resource: Ident, { result }: FunctionSyntax): void {
    if (result === undefined) return;
    const { ok } = result.kind === 'result' ? result : { ok: undefined };
    const made = ok?.kind === 'name' ? ok.name : ok?.kind === 'own' ? ok.resource : undefined;
    if (made?.name === resource.name) return;
    this.#library.complaints.add(
      'AIRSSYS_WIT_READ_TYPE',
      result,
      `the constructor of '${resource.name}' returns something else than a result of it`,
      `Leave the result out, or write result<${resource.name}, …>.`,
    );
  }
}
