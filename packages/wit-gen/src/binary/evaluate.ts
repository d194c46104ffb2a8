/**
 * What a component exports, found by going through its sections as an instantiation would, with types in place of things. An
 * inner component is gone through each time that it is instantiated, with its imports bound to what it is given; so a type keeps
 * the interface that it comes from on its way through them.
 */
import { ByteReader, invalidComponent } from './byte-reader.ts';
import type { Component, Entity, Exports } from './entity.ts';
import { readCanon } from './read-canon.ts';
import { exportAs, readAlias, readExternName, readExternType, readSort } from './read-extern.ts';
import { readType } from './read-type.ts';
import { Scope } from './scope.ts';

/** `\0asm`, and the version and layer of components. */
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];

/** Sections gone through in all, those of inner components once for each instance: more is an attack. */
const MAX_SECTIONS = 200_000;

export interface Evaluation {
  readonly scope: Scope;
  /** Custom sections of the outermost component, by name. */
  readonly custom: ReadonlyMap<string, Uint8Array>;
}

/** @throws AirssysError `AIRSSYS_ENGINE_INVALID_COMPONENT` */
export function evaluateComponent(bytes: Uint8Array): Evaluation {
  const custom = new Map<string, Uint8Array>();
  try {
    const budget = { sections: MAX_SECTIONS };
    return { scope: evaluate(bytes, { scope: new Scope(), args: undefined, custom, budget }), custom };
  } catch (error) {
    // Components and types inside of each other are gone through by recursion.
    if (error instanceof RangeError) throw invalidComponent('The component is nested too deeply');
    throw error;
  }
}

interface Frame {
  readonly scope: Scope;
  /** What the imports are bound to; for the outermost one they stand for themselves. */
  readonly args: Exports | undefined;
  readonly custom?: Map<string, Uint8Array>;
  readonly budget: { sections: number };
}

function evaluate(content: Uint8Array, frame: Frame): Scope {
  const bytes = new ByteReader(content);
  if (content.length < HEADER.length || HEADER.some((byte) => bytes.byte() !== byte)) {
    throw invalidComponent('The bytes are not a WebAssembly component');
  }
  while (!bytes.isDone) {
    const id = bytes.byte();
    const section = bytes.take(bytes.u32());
    frame.budget.sections -= 1;
    if (frame.budget.sections < 0) throw invalidComponent('The component is made of too many parts');
    readSection(id, section, frame);
  }
  return frame.scope;
}

function readSection(id: number, content: Uint8Array, frame: Frame): void {
  const { scope } = frame;
  const bytes = new ByteReader(content);
  switch (id) {
    case 0:
      if (frame.custom) frame.custom.set(bytes.name(), bytes.rest());
      break;
    case 4:
      scope.components.push(componentOf(content, frame));
      break;
    case 5:
      bytes.list(() => scope.instances.push(readInstance(bytes, scope)));
      break;
    case 6:
      bytes.list(() => readAlias(bytes, scope));
      break;
    case 7:
      bytes.list(() => scope.types.push(readType(bytes, scope)));
      break;
    case 8:
      bytes.list(() => readCanon(bytes, scope));
      break;
    case 10:
      bytes.list(() => readImport(bytes, frame));
      break;
    case 11:
      bytes.list(() => readExport(bytes, scope));
      break;
    default: // core modules, instances and types; start; values
  }
}

function componentOf(content: Uint8Array, { scope, budget }: Frame): Component {
  return (args) => evaluate(content, { scope: new Scope(scope), args, budget }).exports;
}

function readInstance(bytes: ByteReader, scope: Scope): Exports {
  const tag = bytes.byte();
  if (tag === 0x00) {
    const component = scope.entity('component', bytes.u32());
    const args = new Map(bytes.list(() => [bytes.name(), scope.entity(readSort(bytes), bytes.u32())] as const));
    return component.sort === 'component' ? component.component(args) : new Map();
  }
  if (tag !== 0x01) throw invalidComponent(`The component has an instance of an unknown kind (${tag})`);
  return new Map(
    bytes.list(() => {
      const name = readExternName(bytes);
      return [name.name, exportAs(name, scope.entity(readSort(bytes), bytes.u32()), undefined)] as const;
    }),
  );
}

function readImport(bytes: ByteReader, { scope, args }: Frame): void {
  const name = readExternName(bytes);
  const declared = readExternType(bytes, scope, name);
  const given: Entity = args?.get(name.name) ?? declared;
  scope.push(given);
  scope.imports.set(name.name, given);
}

function readExport(bytes: ByteReader, scope: Scope): void {
  const name = readExternName(bytes);
  const entity = scope.entity(readSort(bytes), bytes.u32());
  const written = bytes.optional(() => readExternType(bytes, scope, name));
  const exported = exportAs(name, entity, written);
  scope.push(exported);
  scope.exports.set(name.name, exported);
}
