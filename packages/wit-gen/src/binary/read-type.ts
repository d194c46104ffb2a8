/** Types of the binary format (component model, "Type Definitions"). */
import type { PrimitiveName } from '@airssys/model';
import { type ByteReader, invalidComponent } from './byte-reader.ts';
import { readAlias, readExternType, readExternName } from './read-extern.ts';
import type { Type, ValueForm, ValueType } from './entity.ts';
import { Scope } from './scope.ts';

const PRIMITIVES: Readonly<Record<number, PrimitiveName>> = {
  0x7f: 'bool',
  0x7e: 's8',
  0x7d: 'u8',
  0x7c: 's16',
  0x7b: 'u16',
  0x7a: 's32',
  0x79: 'u32',
  0x78: 's64',
  0x77: 'u64',
  0x76: 'f32',
  0x75: 'f64',
  0x74: 'char',
  0x73: 'string',
};

/** The byte of each primitive. */
export const PRIMITIVE_BYTES: Readonly<Record<PrimitiveName, number>> = Object.fromEntries(
  Object.entries(PRIMITIVES).map(([byte, name]) => [name, Number(byte)]),
) as Record<PrimitiveName, number>; // the table has all of them

const ERROR_CONTEXT = 0x64;

export function readType(bytes: ByteReader, scope: Scope): Type {
  const tag = bytes.byte();
  switch (tag) {
    case 0x40:
    case 0x43:
      return readFunction(bytes, scope, tag === 0x43);
    case 0x41: {
      const inner = readDeclarations(bytes, scope);
      return { kind: 'component', imports: inner.imports, exports: inner.exports };
    }
    case 0x42:
      return { kind: 'instance', exports: readDeclarations(bytes, scope).exports };
    case 0x3f:
    case 0x3e:
      bytes.byte(); // the representation: i32
      bytes.optional(() => bytes.u32()); // the destructor
      if (tag === 0x3e) bytes.optional(() => bytes.u32());
      return { kind: 'resource' };
    default:
      return { kind: 'value', value: readForm(bytes, scope, tag) };
  }
}

function readFunction(bytes: ByteReader, scope: Scope, async: boolean): Type {
  const params = bytes.list(() => [bytes.name(), readValue(bytes, scope)] as const);
  const tag = bytes.byte();
  if (tag === 0x00) return { kind: 'function', async, params, result: readValue(bytes, scope) };
  if (tag !== 0x01 || bytes.u32() !== 0) throw invalidComponent('A function of the component has several results');
  return { kind: 'function', async, params, result: undefined };
}

/** The declarations of a component type or instance type: a scope of its own. */
function readDeclarations(bytes: ByteReader, parent: Scope): Scope {
  const scope = new Scope(parent);
  bytes.list(() => {
    const tag = bytes.byte();
    if (tag === 0x01) scope.types.push(readType(bytes, scope));
    else if (tag === 0x02) readAlias(bytes, scope);
    else if (tag === 0x03 || tag === 0x04) {
      const name = readExternName(bytes);
      const entity = readExternType(bytes, scope, name);
      scope.push(entity);
      (tag === 0x03 ? scope.imports : scope.exports).set(name.name, entity);
    } else throw invalidComponent(`A type of the component has an unknown declaration (${tag})`);
  });
  return scope;
}

/** A primitive in one byte, or an index. */
export function readValue(bytes: ByteReader, scope: Scope): ValueType {
  const tag = bytes.peek() ?? 0;
  const name = PRIMITIVES[tag];
  if (name === undefined && tag !== ERROR_CONTEXT) return scope.type(bytes.u32());
  bytes.byte();
  return name === undefined ? { kind: 'error-context' } : { kind: 'primitive', name };
}

function readForm(bytes: ByteReader, scope: Scope, tag: number): ValueForm {
  const value = (): ValueType => readValue(bytes, scope);
  const primitive = PRIMITIVES[tag];
  if (primitive !== undefined) return { form: 'plain', type: { kind: 'primitive', name: primitive } };
  switch (tag) {
    case ERROR_CONTEXT:
      return { form: 'plain', type: { kind: 'error-context' } };
    case 0x72:
      return { form: 'record', fields: bytes.list(() => [bytes.name(), value()] as const) };
    case 0x71:
      return { form: 'variant', cases: bytes.list(() => readCase(bytes, scope)) };
    case 0x70:
      return { form: 'list', element: value() };
    case 0x67:
      return { form: 'fixed-list', element: value(), length: bytes.u32() };
    case 0x6f:
      return { form: 'tuple', items: bytes.list(value) };
    case 0x6e:
      return { form: 'flags', names: bytes.list(() => bytes.name()) };
    case 0x6d:
      return { form: 'enum', names: bytes.list(() => bytes.name()) };
    case 0x6b:
      return { form: 'option', some: value() };
    case 0x6a:
      return { form: 'result', ok: bytes.optional(value), err: bytes.optional(value) };
    case 0x69:
    case 0x68:
      return { form: tag === 0x69 ? 'own' : 'borrow', resource: scope.type(bytes.u32()) };
    case 0x66:
    case 0x65:
      return { form: tag === 0x66 ? 'stream' : 'future', element: bytes.optional(value) };
    case 0x63:
      return { form: 'map', key: value(), value: value() };
    default:
      throw invalidComponent(`The component has a type of an unknown kind (0x${tag.toString(16)})`);
  }
}

function readCase(bytes: ByteReader, scope: Scope): readonly [string, ValueType | undefined] {
  const name = bytes.name();
  const type = bytes.optional(() => readValue(bytes, scope));
  bytes.optional(() => bytes.u32()); // once there was a case that this one refines
  return [name, type];
}
