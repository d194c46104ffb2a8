/** Random documents that obey WIT's rules: names that are there, no cycles, no borrow where none may be. */
import { PRIMITIVES } from '@airssys/model';
import fc from 'fast-check';
import {
  interfaceId,
  type WitDocument,
  type WitFunction,
  type WitGate,
  type WitInterface,
  type WitPackage,
  type WitResourceFunction,
  type WitScope,
  type WitType,
  type WitTypeItem,
  type WitWorld,
  type WitWorldItem,
} from '../../src/index.ts';

const WORDS = [
  'a',
  'b2',
  'order',
  'type',
  'list',
  'max-temp',
  'is-XML',
  'use',
  'async',
  'record',
  'x',
  'of-9',
  'static',
  'map',
];
const KEYS = ['bool', 's8', 'u16', 's64', 'char', 'string'] as const;

/** `fc.gen()`'s function: draws a value. */
type Draw = <T, A extends unknown[]>(arbitrary: (...args: A) => fc.Arbitrary<T>, ...args: A) => T;

export const documents: fc.Arbitrary<WitDocument> = fc.gen().map((draw) => new Maker(draw as Draw).document());

class Maker {
  readonly #draw: Draw;
  /** What an interface can use: its id and the types that it has. */
  #isVersioned = false;
  readonly #known: { id: string; types: readonly WitTypeItem[] }[] = [];

  constructor(draw: Draw) {
    this.#draw = draw;
  }

  document(): WitDocument {
    const other = this.#package('dep', this.#chance() ? '0.1.0' : undefined);
    const root = this.#package('main', this.#chance() ? '1.2.3-rc.1+b.2' : undefined);
    return { root: root.id, packages: [root, other] };
  }

  #package(name: string, version: string | undefined): WitPackage {
    this.#isVersioned = version !== undefined;
    const own = { namespace: 'own', name, ...(version !== undefined && { version }) };
    const names = this.#names(5);
    const interfaces = names.slice(0, this.#number(0, 3)).map((one): WitInterface => {
      const made = { name: one, ...this.#head(true), ...this.#scope() };
      this.#known.push({ id: interfaceId(own, one), types: made.types });
      return made;
    });
    const worlds = names.slice(3, 3 + this.#number(0, 2)).map((one) => this.#world(one));
    const id = `own:${name}${version === undefined ? '' : `@${version}`}`;
    return { id, ...own, ...this.#docs(), interfaces, worlds };
  }

  #world(name: string): WitWorld {
    const { types, functions } = this.#scope();
    const taken = new Set([...types, ...functions].map((one) => one.name));
    const ports = (isImport: boolean): WitWorldItem[] => {
      const named = this.#known.map(({ id }) => ({ kind: 'interface' as const, interface: id, ...this.#head(false) }));
      const inline = this.#names(3).filter((one) => !isImport || !taken.has(one));
      return [
        // All or none are exported: an export that needs the import of another export is refused.
        ...(isImport ? named.filter(() => this.#chance()) : named.slice(this.#chance() ? 0 : named.length)),
        ...inline
          .slice(0, 1)
          .map((one) => ({ kind: 'inline' as const, name: one, ...this.#head(false), ...this.#scope() })),
        ...inline
          .slice(1, 2)
          .flatMap((one) =>
            this.#known
              .slice(0, 1)
              .map(({ id }) => ({ kind: 'interface' as const, interface: id, name: one, ...this.#head(false) })),
          ),
        ...inline.slice(2).map((one) => ({ kind: 'function' as const, ...this.#function(one, types) })),
      ];
    };
    const imports = [...functions.map((one) => ({ kind: 'function' as const, ...one })), ...ports(true)];
    return { name, ...this.#head(true), types, imports, exports: ports(false) };
  }

  #scope(): WitScope {
    const names = this.#names(8);
    const types: WitTypeItem[] = [];
    for (const name of names.slice(0, this.#number(0, 6))) types.push(this.#item(name, types));
    return { types, functions: names.slice(6, 6 + this.#number(0, 2)).map((one) => this.#function(one, types)) };
  }

  #item(name: string, types: readonly WitTypeItem[]): WitTypeItem {
    const head = { name, ...this.#head(true) };
    const members = this.#names(this.#number(1, 4)).map((one) => ({ name: one, ...this.#docs() }));
    const type = (): WitType => this.#type(types, 2);
    const source = this.#known.find((one) => one.types.length > 0 && this.#chance());
    const used = source?.types[0];
    switch (this.#number(0, source === undefined ? 5 : 6)) {
      case 0:
        return { kind: 'alias', ...head, type: this.#aliased(types) };
      case 1:
        return { kind: 'record', ...head, fields: members.map((one) => ({ ...one, type: type() })) };
      case 2:
        return {
          kind: 'variant',
          ...head,
          cases: members.map((one) => ({ ...one, ...(this.#chance() && { type: type() }) })),
        };
      case 3:
        return { kind: 'enum', ...head, cases: members };
      case 4:
        return { kind: 'flags', ...head, flags: members };
      case 5:
        return { kind: 'resource', ...head, functions: this.#resourceFunctions(name, types) };
      default:
        if (source === undefined || used === undefined) throw new RangeError('drawn only where there is one');
        return { kind: 'use', name, ...this.#gate(), ...this.#docs(), from: source.id, original: used.name };
    }
  }

  #aliased(types: readonly WitTypeItem[]): WitType {
    const resource = this.#resources(types)[0];
    return resource !== undefined && this.#chance() ? { kind: 'reference', name: resource } : this.#type(types, 2);
  }

  #resourceFunctions(name: string, types: readonly WitTypeItem[]): readonly WitResourceFunction[] {
    const [method, other] = this.#names(2).filter((one) => one !== name);
    const result: WitType = {
      kind: 'result',
      ok: { kind: 'own', resource: name },
      err: { kind: 'primitive', name: 'string' },
    };
    const made: WitResourceFunction[] = [];
    if (this.#chance()) {
      const { result: _, ...bare } = this.#function('constructor', types);
      made.push({ kind: 'constructor', ...bare, async: false, ...(this.#chance() && { result }) });
    }
    if (method !== undefined) made.push({ kind: 'method', ...this.#function(method, types) });
    if (other !== undefined && this.#chance()) made.push({ kind: 'static', ...this.#function(other, types) });
    return made;
  }

  #function(name: string, types: readonly WitTypeItem[]): WitFunction {
    const [resource] = this.#resources(types);
    const params = this.#names(this.#number(0, 3)).map((one) => ({
      name: one,
      type: resource !== undefined && this.#chance() ? { kind: 'borrow' as const, resource } : this.#type(types, 3),
    }));
    const result = this.#chance() && { result: this.#type(types, 3) };
    return { name, ...this.#head(false), async: this.#number(0, 4) === 0, params, ...result };
  }

  #type(types: readonly WitTypeItem[], depth: number): WitType {
    const part = (): WitType => this.#type(types, depth - 1);
    const values = types.filter((one) => !this.#resources(types).includes(one.name)).map(({ name }) => name);
    const [resource] = this.#resources(types);
    switch (depth === 0 ? 0 : this.#number(0, 12)) {
      case 1:
        return { kind: 'list', element: part() };
      case 2:
        return { kind: 'fixed-list', element: part(), length: this.#number(1, 9) };
      case 3:
        return { kind: 'option', some: part() };
      case 4:
        return { kind: 'result', ...(this.#chance() && { ok: part() }), ...(this.#chance() && { err: part() }) };
      case 5:
        return { kind: 'tuple', items: [part(), part()].slice(this.#number(0, 1)) };
      case 6:
        return { kind: 'map', key: { kind: 'primitive', name: this.#draw(fc.constantFrom, ...KEYS) }, value: part() };
      case 7:
        return { kind: 'stream', ...(this.#chance() && { element: { kind: 'primitive', name: 'u8' } }) };
      case 8:
        return { kind: 'future', ...(this.#chance() && { element: part() }) };
      case 9:
        return { kind: 'error-context' };
      case 10:
        if (values.length > 0) return { kind: 'reference', name: this.#draw(fc.constantFrom, ...values) };
        return { kind: 'primitive', name: 'u8' };
      case 11:
        return resource === undefined ? { kind: 'primitive', name: 'char' } : { kind: 'own', resource };
      default:
        return { kind: 'primitive', name: this.#draw(fc.constantFrom, ...PRIMITIVES) };
    }
  }

  /** Names of what is a resource here: defined, or another name for one. */
  #resources(types: readonly WitTypeItem[]): readonly string[] {
    const names: string[] = [];
    for (const one of types) {
      const isAlias = one.kind === 'alias' && one.type.kind === 'reference' && names.includes(one.type.name);
      const isUsed = one.kind === 'use' && this.#isResource(one.from, one.original);
      if (one.kind === 'resource' || isAlias || isUsed) names.push(one.name);
    }
    return names;
  }

  #isResource(from: string, name: string): boolean {
    const types = this.#known.find(({ id }) => id === from)?.types ?? [];
    return this.#resources(types).includes(name);
  }

  #head(hasGate: boolean): { docs?: string; gate?: WitGate; externalId?: string } {
    return { ...this.#docs(), ...(hasGate ? this.#gate() : {}) };
  }

  #docs(): { docs?: string } {
    const docs = this.#draw(
      fc.constantFrom,
      undefined,
      undefined,
      'One line.',
      'Two\n\n  lines /* of */ // text',
      '* `x`',
    );
    return docs === undefined ? {} : { docs };
  }

  #gate(): { gate?: WitGate } {
    const gates = [undefined, undefined, this.#isVersioned ? { since: '0.1.0' } : undefined, { unstable: 'new-one' }];
    const gate = this.#draw(fc.constantFrom, ...gates);
    return gate === undefined ? {} : { gate };
  }

  #names(count: number): readonly string[] {
    return this.#draw(fc.shuffledSubarray, WORDS, { minLength: count, maxLength: count });
  }

  #number(min: number, max: number): number {
    return this.#draw(fc.integer, { min, max });
  }

  #chance(): boolean {
    return this.#draw(fc.boolean);
  }
}
