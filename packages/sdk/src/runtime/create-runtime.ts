/** The component's side of its own operations: values lifted, the method called, the result lowered. */
import { type ComponentModel, type EngineName, toCamelCase } from '@airssys/model';
import { createCodecsOf, QUICKJS, STARLINGMONKEY, type TypeKinds } from '@airssys/model/codec';
import { bindHostImports, type HostImports } from '../imports.ts';
import { bindInterfaces } from '../interfaces/bound-interfaces.ts';
import { exportedCall } from './exported-call.ts';
import type { GuestResources } from './guest-resources.ts';
import type { createIncomingHandler, IncomingHandlerExport } from './incoming-handler.ts';
import { type CallMethod, createLifecycle, type HookValues, type LifecycleExport } from './lifecycle-export.ts';
import type { createMigration, MigrationExport } from './migration-export.ts';
import type { Promises } from './promise/drive.ts';
import { state } from './state.ts';

/** What a component's runtime is made of. */
export interface RuntimeOptions extends HookValues {
  /** What the component is. */
  readonly model: ComponentModel;
  /** The engine that it runs in, whose bindings differ. */
  readonly engine: EngineName;
  /** What converts the values of the operations: of the kinds that they have. The code of others is not in the component. */
  readonly kinds: Partial<TypeKinds>;
  /** Makes the author's object, on the first call. */
  readonly create: () => object;
  /** The host's interfaces that it imports, as the engine gives them. */
  readonly imports: Partial<HostImports>;
  /** The interfaces of `model.imports` by their WIT names, as the engine gives them. */
  readonly interfaces?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Absent where nothing in the component makes promises. */
  readonly promises?: Promises;
  /** Absent where the interface has no resources. */
  readonly resources?: GuestResources;
  /** Absent where the class has no hook for its state, as above. */
  readonly createMigration?: typeof createMigration;
  /** Absent where the class has no method for requests: then nothing of that is in the component. */
  readonly createIncomingHandler?: typeof createIncomingHandler;
}

/** What the component exports, in the engines' calling convention. */
export interface ComponentExports {
  /** What the host calls in the component's life. */
  readonly componentLifecycle: LifecycleExport;
  /** Exported where the class has a hook for its state. */
  readonly migration: MigrationExport | undefined;
  /** Exported where the class answers HTTP requests. */
  readonly incomingHandler: IncomingHandlerExport | undefined;
  /** Functions, and a class for each resource. */
  readonly operations: Readonly<Record<string, unknown>>;
}

/** Makes a component's exports. Called once, by the generated adapter, at its top level. */
export function createRuntime(options: RuntimeOptions): ComponentExports {
  const { model, engine, kinds, create, imports, interfaces = {}, promises, resources } = options;
  const profile = engine === 'quickjs' ? QUICKJS : STARLINGMONKEY;
  bindHostImports(imports, profile.int64);
  bindInterfaces((model.imports ?? []).map((one) => ({ model: one, profile, raw: interfaces[one.wit] ?? {} })));
  for (const { area } of model.permissions) state.permissions.add(area);
  const codecs = createCodecsOf(kinds, model.operations, profile, resources);

  let instance: object | undefined;
  const target = (): object => (instance ??= create());

  const onEnter = resources && ((): void => resources.collect());
  const operations: Record<string, unknown> = { ...resources?.exports(codecs) };
  for (const [label, codec] of codecs.operations) {
    operations[toCamelCase(codec.model.name)] = exportedCall({ codec, label, target, promises, onEnter });
  }
  const callHook: CallMethod = (key, first, second) => {
    // The build read this method off the class: it is there, and it is a function.
    const hooks = (instance ??= create()) as Record<string, (...values: unknown[]) => unknown>;
    const answer = hooks[key]?.(first, second);
    return promises === undefined ? answer : promises.settle(answer, key);
  };
  // What the author's top level has started is done before the engine's state is stored.
  promises?.finishTopLevel();
  const componentLifecycle = createLifecycle(model, callHook, options);
  const migration = options.createMigration?.(model, callHook);
  const incomingHandler = options.createIncomingHandler?.(model, callHook);
  const exported = { componentLifecycle, migration, incomingHandler, operations };
  if (resources === undefined) return exported;
  // The host asks for the metadata after it has dropped a handle, to have the object disposed now.
  const metadata = (): ReturnType<LifecycleExport['metadata']> => {
    resources.collect(true);
    return componentLifecycle.metadata();
  };
  return { ...exported, componentLifecycle: { ...componentLifecycle, metadata } };
}
