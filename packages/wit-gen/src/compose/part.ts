/** A component that becomes a part of another one: its bytes, and what it imports and exports. */
import { AirssysError, MANIFEST_SECTION, type Manifest, parseManifest, SOURCE_MAP_SECTION } from '@airssys/model';
import { plain } from '../binary/scope.ts';
import type { Entity, Exports } from '../binary/entity.ts';
import { evaluateComponent } from '../binary/evaluate.ts';

export interface Part {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly imports: Exports;
  readonly exports: Exports;
  /** Undefined where another toolchain made it. */
  readonly manifest: Manifest | undefined;
  readonly sourceMap: Uint8Array | undefined;
}

/** @throws AirssysError `AIRSSYS_ENGINE_INVALID_COMPONENT`, `AIRSSYS_MANIFEST_INVALID`, `AIRSSYS_COMPOSE_INVALID`. */
export function readPart(name: string, bytes: Uint8Array): Part {
  const { scope, custom } = evaluateComponent(bytes);
  for (const [id, entity] of [...scope.imports, ...scope.exports]) {
    if (entity.sort === 'instance' && entity.implements !== undefined) throw renamed(name, id, entity.implements);
  }
  for (const [id, entity] of scope.imports) {
    if (isPassable(entity)) continue;
    throw composeError(
      `${name} imports ${id}, which is a ${whatIs(entity)}`,
      'Interfaces, functions and types can be wired or left to the host; nothing else.',
      { component: name, import: id },
    );
  }
  const manifest = custom.get(MANIFEST_SECTION);
  return {
    name,
    bytes,
    imports: scope.imports,
    exports: scope.exports,
    manifest: manifest && parseManifest(new TextDecoder().decode(manifest)),
    sourceMap: custom.get(SOURCE_MAP_SECTION),
  };
}

/** Wires go by the names of interfaces. */
const renamed = (component: string, id: string, wit: string): AirssysError =>
  composeError(
    `${component} has the interface ${wit} under the name ${id}`,
    'Interfaces under names of their own cannot be composed. Build it with a world that has the interface by its name.',
    { component, interface: wit, name: id },
  );

function isPassable(entity: Entity): boolean {
  if (entity.sort === 'instance')
    return [...entity.exports.values()].every(({ sort }) => sort !== 'instance' && isPlain(sort));
  return isPlain(entity.sort);
}

const isPlain = (sort: Entity['sort']): boolean => sort === 'function' || sort === 'type' || sort === 'instance';

const whatIs = (entity: Entity): string =>
  entity.sort === 'instance' ? 'set of interfaces' : entity.sort === 'other' ? 'core module' : entity.sort;

/** Whether it is a resource, by whatever names. */
export const isResource = (entity: Entity): boolean => entity.sort === 'type' && plain(entity.type).kind === 'resource';

/** @param data Typed facts; `reason` where there are several. */
export function composeError(message: string, hint: string, data: Readonly<Record<string, unknown>>): AirssysError {
  return new AirssysError('AIRSSYS_COMPOSE_INVALID', message, { hint, data });
}
