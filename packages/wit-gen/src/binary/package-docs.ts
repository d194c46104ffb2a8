/** The section `package-docs` of a WIT package in binary form: documentation and gates, which types have no place for. */
import type { WitDocument, WitInterface, WitPackage, WitWorld } from '../document/document.ts';
import type { WitFunction, WitGate, WitItem, WitNamed, WitResourceFunction, WitTypeItem } from '../document/item.ts';
import { documentation } from '../read/documentation.ts';

/** A document whose root package has the documentation of the section. A section that cannot be read is as none. */
export function withDocs(document: WitDocument, section: Uint8Array | undefined): WitDocument {
  const root = section && parse(section);
  if (root === undefined) return document;
  return {
    ...document,
    packages: document.packages.map((one) => (one.id === document.root ? ofPackage(one, root) : one)),
  };
}

/** A byte with the format's version, then JSON. */
function parse(section: Uint8Array): Facts | undefined {
  try {
    return new Facts(JSON.parse(new TextDecoder().decode(section.subarray(1))));
  } catch {
    return undefined;
  }
}

/** JSON of any shape. */
class Facts {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  get(key: string): Facts {
    const value = this.#value;
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    return new Facts(isObject ? Reflect.get(value, key) : undefined);
  }

  get text(): string | undefined {
    return typeof this.#value === 'string' ? this.#value : undefined;
  }
}

const docsOf = (text: string | undefined): Pick<WitNamed, 'docs'> => {
  const docs = text === undefined ? undefined : documentation(text.split('\n'));
  return docs === undefined ? {} : { docs };
};

/** A function without a gate may have its documentation as plain text. */
function headOf(facts: Facts): Pick<WitItem, 'docs' | 'gate'> {
  const gate = gateOf(facts.get('stability'));
  return { ...docsOf(facts.text ?? facts.get('docs').text), ...(gate && { gate }) };
}

function gateOf(facts: Facts): WitGate | undefined {
  const since = facts.get('stable').get('since').text;
  const unstable = facts.get('unstable').get('feature').text;
  const deprecated = facts.get('stable').get('deprecated').text ?? facts.get('unstable').get('deprecated').text;
  if (since === undefined && unstable === undefined) return undefined;
  return {
    ...(since !== undefined && { since }),
    ...(unstable !== undefined && { unstable }),
    ...(deprecated !== undefined && { deprecated }),
  };
}

function ofPackage(one: WitPackage, facts: Facts): WitPackage {
  return {
    ...one,
    ...docsOf(facts.get('docs').text),
    interfaces: one.interfaces.map((item) => ofInterface(item, facts.get('interfaces').get(item.name))),
    worlds: one.worlds.map((world) => ofWorld(world, facts.get('worlds').get(world.name))),
  };
}

function ofInterface(item: WitInterface, facts: Facts): WitInterface {
  return {
    ...item,
    ...headOf(facts),
    types: item.types.map((type) => ofType(type, facts)),
    functions: item.functions.map((one) => ofFunction(one, facts.get('funcs').get(one.name))),
  };
}

function ofWorld(world: WitWorld, facts: Facts): WitWorld {
  return { ...world, ...headOf(facts), types: world.types.map((type) => ofType(type, facts)) };
}

const ofFunction = <F extends WitFunction>(one: F, facts: Facts): F => ({ ...one, ...headOf(facts) });

function ofType(item: WitTypeItem, scope: Facts): WitTypeItem {
  const facts = scope.get('types').get(item.name);
  const head = headOf(facts);
  const member = <M extends WitNamed>(one: M): M => ({ ...one, ...docsOf(facts.get('items').get(one.name).text) });
  switch (item.kind) {
    case 'record':
      return { ...item, ...head, fields: item.fields.map(member) };
    case 'variant':
      return { ...item, ...head, cases: item.cases.map(member) };
    case 'enum':
      return { ...item, ...head, cases: item.cases.map(member) };
    case 'flags':
      return { ...item, ...head, flags: item.flags.map(member) };
    case 'resource': {
      const functions = item.functions.map((one) => ofFunction(one, scope.get('funcs').get(fullName(item.name, one))));
      return { ...item, ...head, functions };
    }
    case 'use':
    case 'alias':
      return { ...item, ...head };
  }
}

const fullName = (resource: string, { kind, name }: WitResourceFunction): string =>
  kind === 'constructor' ? `[constructor]${resource}` : `[${kind}]${resource}.${name}`;
