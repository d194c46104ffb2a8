/** The component's side of its own operations: values lifted, the method called, the result lowered. */
import { type ComponentModel, type EngineName, type OperationModel, toCamelCase } from '@airssys/model';
import { type AbiResult, createCodecs, type OperationCodec, QUICKJS, STARLINGMONKEY } from '@airssys/model/codec';
import { declaredIndex } from '../declared-errors.ts';
import { bindHostImports, type HostImports } from '../imports.ts';
import { bindInterfaces } from '../interfaces/bound-interfaces.ts';
import { createLifecycle, type LifecycleExport } from './lifecycle-export.ts';
import { finishJobs, finishTopLevel, settle } from './promise/drive.ts';
import { reportError } from './report.ts';
import { state } from './state.ts';

export interface RuntimeOptions {
  readonly model: ComponentModel;
  readonly engine: EngineName;
  /** Makes the author's object, on the first call. */
  readonly create: () => object;
  readonly imports: Partial<HostImports>;
  /** The interfaces of `model.imports` by their WIT names, as the engine gives them. */
  readonly interfaces?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What the component exports, in the engines' calling convention. */
export interface ComponentExports {
  readonly componentLifecycle: LifecycleExport;
  readonly operations: Readonly<Record<string, (...args: unknown[]) => unknown>>;
}

/** Makes a component's exports. Called once, by the generated adapter, at its top level. */
export function createRuntime(options: RuntimeOptions): ComponentExports {
  const { model, engine, create, imports, interfaces = {} } = options;
  const profile = engine === 'quickjs' ? QUICKJS : STARLINGMONKEY;
  bindHostImports(imports, profile.int64);
  bindInterfaces((model.imports ?? []).map((one) => ({ model: one, profile, raw: interfaces[one.wit] ?? {} })));
  for (const { area } of model.permissions) state.permissions.add(area);
  const codecs = createCodecs(model.operations, profile);

  let instance: object | undefined;
  const callMethod = (key: string, ...args: unknown[]): unknown => {
    instance ??= create();
    // The build read this method off the class: it is there, and it is a function.
    return (instance as Record<string, (...values: unknown[]) => unknown>)[key]?.(...args);
  };

  /** Calls the method, and lowers what it answers or throws. What it does not declare to throw is thrown on. */
  const run = ({ key, async, throws }: OperationModel, codec: OperationCodec, args: unknown[]): AbiResult => {
    let answer: unknown;
    try {
      const returned = callMethod(key, ...args);
      answer = async === true ? settle(returned, key) : returned;
    } catch (error) {
      const index = throws === true && instance ? declaredIndex(instance, key, error) : undefined;
      const outcome = index === undefined ? undefined : codec.lowerThrown(error, index);
      if (outcome === undefined) throw error;
      return outcome;
    }
    return codec.lowerResult(answer);
  };

  const operations: Record<string, (...args: unknown[]) => unknown> = {};
  for (const operation of model.operations.operations) {
    const codec = codecs.operations.get(operation.key);
    if (codec === undefined) throw new Error(`no codec for the operation ${operation.key}`);
    operations[toCamelCase(operation.name)] = (...args) => {
      state.started = true;
      let outcome: AbiResult;
      try {
        outcome = run(operation, codec, codec.liftParams(args));
      } catch (error) {
        reportError(error, operation.key, true);
        throw error;
      }
      finishJobs(operation.key);
      if (!outcome.ok) throw outcome.error;
      return outcome.value;
    };
  }
  const callHook = (key: string, ...args: unknown[]): unknown => settle(callMethod(key, ...args), key);
  // What the author's top level has started is done before the engine's state is stored.
  finishTopLevel();
  return { componentLifecycle: createLifecycle(model, callHook), operations };
}
