/**
 * One lifecycle for all of the components inside. Messages and metadata are the main component's. All are initialized, providers
 * before those who call them, each with the same configuration; shut down the other way round; and the whole is as well as the
 * first of them, from the main one on, that is not healthy.
 */
import type { Entity } from '../binary/entity.ts';
import { type Bytes, list, name, s33 } from './bytes.ts';
import type { ComponentWriter, Item } from './component-writer.ts';
import { lifecycleModule, memoryModule, SHARED_FUNCTIONS } from './lifecycle-code.ts';
import { trackOf } from './interface-track.ts';
import type { Part } from './part.ts';

export const LIFECYCLE = 'airssys:core/component-lifecycle@1.0.0';

/** A component inside that has a lifecycle. */
export interface Living {
  readonly part: Part;
  /** Its name for the interface. */
  readonly export: string;
  readonly exports: ReadonlyMap<string, Entity>;
  readonly instance: number;
}

/** Those with all three functions, in the order in which they are initialized. */
export function livingOf(order: readonly Part[], instances: ReadonlyMap<string, number>): readonly Living[] {
  return order.flatMap((part) => {
    const found = [...part.exports].find(([id]) => trackOf(id) === trackOf(LIFECYCLE));
    const [id, entity] = found ?? [];
    if (id === undefined || entity?.sort !== 'instance') return [];
    if (!SHARED_FUNCTIONS.every((one) => entity.exports.get(one)?.sort === 'function')) return [];
    return [{ part, export: id, exports: entity.exports, instance: instances.get(part.name) ?? 0 }];
  });
}

/** An instance with the lifecycle of the whole. The last of the components is the one whose other functions it has. */
export function writeLifecycle(writer: ComponentWriter, all: readonly Living[]): Item {
  const memory = writer.coreInstantiate(writer.coreModule(memoryModule(all.length)), []);
  const options = {
    memory: writer.coreExportOf(memory, 'memory', 'memory'),
    realloc: writer.coreExportOf(memory, 'realloc', 'func'),
  };
  const lifecycles = all.map((one) => writer.exportOf(one.instance, one.export, 'instance').index);
  const given = lifecycles.map((lifecycle, at) => {
    const functions = SHARED_FUNCTIONS.map((id) => {
      const { index } = writer.exportOf(lifecycle, id, 'function');
      return [id, { sort: 'func', index: writer.lower(index, options) }] as const;
    });
    return [String(at), writer.coreBundle(functions)] as const;
  });
  const code = writer.coreModule(lifecycleModule(all.length));
  const instance = writer.coreInstantiate(code, [...given, ['memory', memory]]);

  const [last, lifecycle] = [all.at(-1), lifecycles.at(-1) ?? 0];
  const exports = [...(last?.exports ?? [])].flatMap(([id, { sort }]): (readonly [string, Item])[] =>
    sort === 'function' || sort === 'type' ? [[id, writer.exportOf(lifecycle, id, sort)]] : [],
  );
  const types = new Map(exports.map(([id, { index }]) => [id, index]));
  const shared = new Map<string, Item>(
    SHARED_FUNCTIONS.map((id) => {
      const core = writer.coreExportOf(instance, id, 'func');
      return [id, writer.lift(core, options, functionType(writer, id, types))] as const;
    }),
  );
  return { sort: 'instance', index: writer.bundle(exports.map(([id, item]) => [id, shared.get(id) ?? item])) };
}

function functionType(
  writer: ComponentWriter,
  id: (typeof SHARED_FUNCTIONS)[number],
  types: ReadonlyMap<string, number>,
): number {
  const named = (type: string): Bytes => s33(types.get(type) ?? 0);
  const none = list([]);
  if (id === 'health') return writer.type([0x40, ...none, 0x00, ...named('health-status')]);
  const fallible = writer.type([0x6a, 0x00, 0x01, ...named('component-error')]);
  const params = id === 'initialize' ? list([[...name('config'), ...named('component-config')]]) : none;
  return writer.type([0x40, ...params, 0x00, ...s33(fallible)]);
}
