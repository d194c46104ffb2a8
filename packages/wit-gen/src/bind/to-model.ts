/**
 * A document's interface as the model that codecs are made of. The model's types are all its own: what comes from other
 * interfaces is repeated, under its name there where the scope gives it none. Names of the model's types tell them apart and
 * nothing else: a component's world refers to the interface as a whole.
 */
import {
  type ImportedInterface,
  type OperationModel,
  type Parameter,
  type RecordField,
  type ResourceDefinition,
  Type,
  type TypeDefinition,
  type TypeNode,
} from '@airssys/model';
import type { WitField, WitFunction, WitNamed, WitResource, WitTypeItem } from '../document/item.ts';
import { visitWitType, type WitType } from '../document/wit-type.ts';
import { type BoundScope, definitionOf, isResource, resourceOf } from './bound-scope.ts';
import { splitDocs } from './function-docs.ts';
import { canBeLeftOut, isByte, optionIn } from './type-questions.ts';
import { fieldKey, functionKey, methodKey, parameterKey, staticKey, typeNames } from './names.ts';

/** The property that tells the cases of a variant apart, and the one that carries what a case has. */
export const DISCRIMINANT = 'kind';
export const PAYLOAD = 'value';

/** The model of an interface in which nothing is unsupported. */
export function toModel(bound: BoundScope): ImportedInterface {
  const builder = new ModelBuilder(bound);
  const { scope, id } = bound;
  for (const { name } of scope.types) builder.include(name);
  const operations = scope.functions.map((one) => builder.operation(bound, one, functionKey(one.name)));
  return { name: nameIn(id), ...docsOf(scope), types: builder.types, operations, wit: id };
}

class ModelBuilder {
  readonly #bound: BoundScope;
  /** Names in the model, by the interface that defines the type and its name there. */
  readonly #names = new Map<string, string>();
  readonly #taken: Set<string>;
  readonly #types: TypeDefinition[] = [];

  constructor(bound: BoundScope) {
    this.#bound = bound;
    this.#taken = new Set(bound.scope.types.map(({ name }) => name));
  }

  /** In the order of the interface; what it uses without a name of its own follows. */
  get types(): readonly TypeDefinition[] {
    const order = new Map(this.#bound.scope.types.map(({ name }, at) => [name, at]));
    const rank = ({ name }: TypeDefinition): number => order.get(name) ?? order.size;
    return this.#types.toSorted((a, b) => rank(a) - rank(b));
  }

  /** Defines a type of the interface itself. Aliases are what they stand for. */
  include(name: string): void {
    if (isResource(this.#bound, name)) this.#resource(this.#bound, name);
    else this.#value(this.#bound, name);
  }

  operation(scope: BoundScope, { name, docs, params, result }: WitFunction, key: string): OperationModel {
    const split = splitDocs(docs, params);
    return {
      name,
      key,
      ...(split.docs !== undefined && { docs: split.docs }),
      params: this.#params(scope, params, split.params),
      ...(result && { result: this.#type(scope, result) }),
    };
  }

  #params(
    scope: BoundScope,
    params: WitFunction['params'],
    docs: ReadonlyMap<string, string> = new Map(),
  ): readonly Parameter[] {
    return params.map(({ name, type }, at) => ({
      name,
      key: parameterKey(name),
      ...(docs.has(name) && { docs: docs.get(name) ?? '' }),
      type: this.#type(scope, type),
      ...(canBeLeftOut(scope, params, at) && { optional: true }),
    }));
  }

  #type(scope: BoundScope, type: WitType): TypeNode {
    const inner = (part: WitType): TypeNode => this.#type(scope, part);
    return visitWitType<TypeNode>(type, {
      primitive: ({ name }) => Type.primitive(name),
      list: ({ element }) => (isByte(scope, element) ? Type.bytes() : Type.list(inner(element))),
      option: ({ some }) => this.#option(scope, some, 'undefined'),
      result: ({ ok, err }) => Type.result(ok && inner(ok), err && inner(err)),
      tuple: ({ items }) => Type.tuple(items.map(inner)),
      own: ({ resource }) => Type.own(this.#resource(scope, resource)),
      borrow: ({ resource }) => Type.borrow(this.#resource(scope, resource)),
      reference: ({ name }) => this.#value(scope, name),
      'fixed-list': unbound,
      map: unbound,
      stream: unbound,
      future: unbound,
      'error-context': unbound,
    });
  }

  /** An option of an option: the inner one is missing as null, so that the two can be told apart. */
  #option(scope: BoundScope, some: WitType, none: 'undefined' | 'null'): TypeNode {
    const inner = optionIn(scope, some);
    return Type.option(inner ? this.#option(inner.scope, inner.some, 'null') : this.#type(scope, some), none);
  }

  /** A named type that is no resource: a reference to its definition, or what an alias stands for. */
  #value(scope: BoundScope, name: string): TypeNode {
    const { owner, item } = definitionOf(scope, name);
    if (item.kind === 'alias') return this.#type(owner, item.type);
    const known = this.#known(scope, owner, name, item.name);
    if (known.isNew) this.#define(owner, item, known.name);
    return Type.reference(known.name);
  }

  #resource(scope: BoundScope, name: string): string {
    const { owner, item } = resourceOf(scope, name);
    const known = this.#known(scope, owner, name, item.name);
    if (known.isNew) this.#types.push(this.#resourceDefinition(owner, item, known.name));
    return known.name;
  }

  /** The name in the model: the one of the scope asked for, where that is the interface itself. */
  #known(
    scope: BoundScope,
    owner: BoundScope,
    local: string,
    original: string,
  ): { readonly name: string; readonly isNew: boolean } {
    const key = `${owner.id}#${original}`;
    const known = this.#names.get(key);
    if (known !== undefined) return { name: known, isNew: false };
    const isOwn = scope.id === this.#bound.id;
    const name = isOwn ? local : this.#free(original);
    this.#taken.add(name);
    this.#names.set(key, name);
    return { name, isNew: true };
  }

  #free(name: string): string {
    let found = name;
    for (let at = 2; this.#taken.has(found); at++) found = `${name}-${at}`;
    return found;
  }

  #define(owner: BoundScope, item: Exclude<WitTypeItem, { kind: 'use' | 'alias' }>, name: string): void {
    // Its place is kept before the types inside of it are defined: those that it needs follow it.
    const at = this.#types.length;
    const head = { name, source: typeNames(owner.scope).get(item.name) ?? name, ...docsOf(item) };
    switch (item.kind) {
      case 'record':
        this.#types.push({ kind: 'record', ...head, fields: [] });
        this.#types[at] = { kind: 'record', ...head, fields: item.fields.map((field) => this.#field(owner, field)) };
        break;
      case 'variant':
        this.#types.push({ kind: 'variant', ...head, discriminant: DISCRIMINANT, cases: [] });
        this.#types[at] = {
          kind: 'variant',
          ...head,
          discriminant: DISCRIMINANT,
          cases: item.cases.map(({ type, ...one }) => ({
            name: one.name,
            literal: one.name,
            ...docsOf(one),
            ...(type && {
              payload: { style: 'property', key: PAYLOAD, type: this.#type(owner, type), ...leftOut(owner, type) },
            }),
          })),
        };
        break;
      case 'enum':
        this.#types.push({
          kind: 'enum',
          ...head,
          cases: item.cases.map((one) => ({ name: one.name, literal: one.name, ...docsOf(one) })),
        });
        break;
      case 'flags':
        this.#types.push({
          kind: 'flags',
          ...head,
          flags: item.flags.map((one) => ({ name: one.name, literal: one.name, ...docsOf(one) })),
        });
        break;
      case 'resource':
        throw new Error(`the resource ${item.name} stands where a value does`);
    }
  }

  #field(owner: BoundScope, { name, type, docs }: WitField): RecordField {
    return {
      name,
      key: fieldKey(name),
      ...docsOf({ docs }),
      type: this.#type(owner, type),
      ...leftOut(owner, type),
    };
  }

  #resourceDefinition(owner: BoundScope, item: WitResource, name: string): ResourceDefinition {
    const head = {
      kind: 'resource',
      name,
      source: typeNames(owner.scope).get(item.name) ?? name,
      ...docsOf(item),
    } as const;
    if (owner.id !== this.#bound.id) return { ...head, from: `${owner.id}#${item.name}`, methods: [], statics: [] };
    const of = (kind: string) => item.functions.filter((one) => one.kind === kind);
    const [create] = of('constructor');
    return {
      ...head,
      ...(create && { create: { params: this.#params(owner, create.params), ...docsOf(create) } }),
      methods: of('method').map((one) => this.operation(owner, one, methodKey(one.name))),
      statics: of('static').map((one) => this.operation(owner, one, staticKey(one.name))),
    };
  }
}

const docsOf = ({ docs }: { readonly docs?: string | undefined }): Pick<WitNamed, 'docs'> =>
  docs === undefined ? {} : { docs };

const leftOut = (scope: BoundScope, type: WitType): { readonly optional?: true } =>
  optionIn(scope, type) ? { optional: true } : {};

const nameIn = (id: string): string => /\/([^@]+)/.exec(id)?.[1] ?? id;

/** `unsupported.ts` has refused it before a model is made. */
function unbound({ kind }: WitType): never {
  throw new Error(`${kind} has no model`);
}
