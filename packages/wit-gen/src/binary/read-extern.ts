/** Names and types of imports and exports, and aliases (component model, "Alias Definitions" and "Import and Export Definitions"). */
import { type ByteReader, invalidComponent } from './byte-reader.ts';
import { type Entity, type NamedType, own } from './entity.ts';
import type { Scope } from './scope.ts';

export interface ExternName {
  readonly name: string;
  /** The interface that an instance under a plain name has. */
  readonly implements: string | undefined;
}

/** `[implements=<a:b/c>]name`, as some tools write it. */
const IMPLEMENTS = /^\[implements=<(?<id>[^>]*)>\](?<name>.*)$/s;

export function readExternName(bytes: ByteReader): ExternName {
  const tag = bytes.byte();
  const name = bytes.name();
  if (tag > 0x02) throw invalidComponent(`A name in the component is of an unknown kind (${tag})`);
  let id: string | undefined;
  if (tag === 0x02) {
    bytes.list(() => {
      const kind = bytes.byte();
      const value = bytes.name();
      if (kind === 0x00) id = value;
    });
  }
  const { groups } = IMPLEMENTS.exec(name) ?? {};
  return { name: groups?.['name'] ?? name, implements: groups?.['id'] ?? id };
}

/** What is imported or exported, by its type. Each type gets a name of its own in this way. */
export function readExternType(bytes: ByteReader, scope: Scope, { name, implements: id }: ExternName): Entity {
  const tag = bytes.byte();
  switch (tag) {
    case 0x00:
      bytes.byte();
      bytes.u32();
      return { sort: 'other' };
    case 0x01:
      return { sort: 'function', type: scope.functionType(bytes.u32()) };
    case 0x02:
      throw invalidComponent('The component imports or exports a value, which nothing supports');
    case 0x03:
      return {
        sort: 'type',
        type: named(name, bytes.byte() === 0x00 ? scope.type(bytes.u32()) : { kind: 'resource' }),
      };
    case 0x04: {
      const declared = scope.componentType(bytes.u32());
      return { sort: 'component', component: () => declared.exports, declared };
    }
    case 0x05: {
      const { exports } = scope.instanceType(bytes.u32());
      own(exports, id ?? name);
      return { sort: 'instance', exports, ...(id !== undefined && { implements: id }) };
    }
    default:
      throw invalidComponent(`The component imports or exports something of an unknown kind (${tag})`);
  }
}

const named = (name: string, of: NamedType['of']): NamedType => ({ kind: 'named', name, of, owner: undefined });

/** An export under a name, with the type that is written beside it or its own. */
export function exportAs({ name, implements: id }: ExternName, entity: Entity, written: Entity | undefined): Entity {
  if (entity.sort === 'type') {
    const type = written?.sort === 'type' ? written.type : named(name, entity.type);
    return { sort: 'type', type };
  }
  if (entity.sort === 'function' && written?.sort === 'function') return written;
  if (entity.sort !== 'instance') return entity;
  const exports = written?.sort === 'instance' ? written.exports : entity.exports;
  own(exports, id ?? name);
  return { sort: 'instance', exports, ...(id !== undefined && { implements: id }) };
}

const SORTS: Readonly<Record<number, Entity['sort']>> = {
  0x01: 'function',
  0x02: 'other',
  0x03: 'type',
  0x04: 'component',
  0x05: 'instance',
};

/** A sort; that of core things is followed by which. */
export function readSort(bytes: ByteReader): Entity['sort'] {
  const tag = bytes.byte();
  if (tag === 0x00) {
    bytes.byte();
    return 'other';
  }
  const sort = SORTS[tag];
  if (sort === undefined) throw invalidComponent(`The component has something of an unknown sort (${tag})`);
  return sort;
}

/** Puts what an alias stands for into the index space. */
export function readAlias(bytes: ByteReader, scope: Scope): void {
  const sort = readSort(bytes);
  const tag = bytes.byte();
  if (tag === 0x02) {
    const outer = scope.outer(bytes.u32());
    const index = bytes.u32();
    if (sort !== 'other') scope.push(outer.entity(sort, index));
    return;
  }
  const index = bytes.u32();
  const name = bytes.name();
  if (tag === 0x01) return; // an export of a core instance
  if (tag !== 0x00) throw invalidComponent(`The component has an alias of an unknown kind (${tag})`);
  const instance = scope.entity('instance', index);
  const found = instance.sort === 'instance' ? instance.exports.get(name) : undefined;
  if (sort === 'other') return;
  if (found?.sort !== sort) throw invalidComponent(`Instance ${index} of the component has no ${sort} '${name}'`);
  scope.push(found);
}
