/** Components of random types that give back what they get, and random values sent through them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { ComponentHost, ComponentInstance } from '@airssys/host';
import {
  type ComponentModel,
  type EngineName,
  type InterfaceModel,
  type OperationModel,
  PRIMITIVES,
} from '@airssys/model';
import { buildComponent } from '@airssys/sdk/build';
import fc from '../properties.ts';
import { buildInterface } from '../../packages/wit-gen/test/properties/build-interface.ts';
import { componentOf } from '../../packages/wit-gen/test/properties/interfaces.ts';
import { printSource } from '../../packages/wit-gen/test/properties/print-source.ts';
import { definitionPools, type Shape, typeShapes } from '../../packages/wit-gen/test/properties/shapes.ts';
import { randomStyle } from '../../packages/wit-gen/test/properties/style.ts';
import { isSame } from './same.ts';
import { valuesOf } from './values.ts';
import { WORKSPACE, writeTsconfig, writeWhenNew } from './workspace.ts';

/** A component with the operations `echo1(x: T1): T1` … of each primitive type, and of as many random types. */
export function echoModel(types: number, seed: number): ComponentModel {
  const shapes = fc.record({
    pool: definitionPools,
    types: fc.array(typeShapes, { minLength: types, maxLength: types }),
  });
  const [shape] = fc.sample(shapes, { seed, numRuns: 1 });
  if (shape === undefined) throw new Error('fast-check gave no sample');
  // By itself a value may cross in another way than inside of others.
  const alone = PRIMITIVES.map((name): Shape => ({ kind: 'primitive', name }));
  const operations = [...alone, ...shape.types].map((type, index) => ({
    key: `echo${index + 1}`,
    docs: undefined,
    params: [{ key: 'x', docs: undefined, optional: 'no' as const, shape: type }],
    result: undefined,
    isAsync: index % 4 === 3,
    throws: [],
  }));
  const built = buildInterface({ pool: shape.pool, errors: [], resources: [], operations });
  return componentOf({ ...built, operations: built.operations.map(echo) });
}

/** What comes in goes out. */
function echo(operation: OperationModel): OperationModel {
  const [x] = operation.params;
  if (x === undefined) throw new Error(`${operation.key} has no parameter`);
  return { ...operation, result: x.type };
}

/** Builds the model's source with an engine, or takes what was built of the same before. */
export async function buildEcho(model: ComponentModel, engine: EngineName, seed: number): Promise<Uint8Array> {
  const source = printSource(model, randomStyle(seed), () => 'return x as never;');
  const directory = join(WORKSPACE, `echo-${seed}`);
  mkdirSync(directory, { recursive: true });
  const entry = join(directory, 'echo.ts');
  writeWhenNew(entry, source.entry);
  writeWhenNew(join(directory, 'types.ts'), source.types ?? 'export {};\n');
  writeTsconfig(directory);
  const { component } = await buildComponent({ entry, engine, outDir: false });
  return component;
}

export interface EchoRun {
  readonly component: Uint8Array;
  readonly operations: InterfaceModel;
  /** How many values of each type. */
  readonly values: number;
  readonly seed: number;
}

/**
 * Sends random values of each type through an instance.
 *
 * @throws Error with the operation, its type, the value and what came back.
 */
export async function expectEchoes(
  { component, operations, values, seed }: EchoRun,
  host: ComponentHost,
): Promise<void> {
  const loaded = await host.load(component, 'echo');
  const definitions = new Map(operations.types.map((one) => [one.name, one]));
  for (const { key, params } of operations.operations) {
    const [x] = params;
    if (x === undefined) throw new Error(`${key} has no parameter`);
    let instance = await loaded.instantiate({});
    const property = fc.asyncProperty(valuesOf(x.type, definitions), async (value) => {
      try {
        await expectEcho(instance, key, value);
      } catch (error) {
        // What failed may have ended the instance, and smaller values are tried next.
        await instance[Symbol.asyncDispose]();
        instance = await loaded.instantiate({});
        throw error;
      }
    });
    const { failed, counterexamplePath, errorInstance } = await fc.check(property, { numRuns: values, seed });
    await instance[Symbol.asyncDispose]();
    if (!failed) continue;
    const where = `${key}, seed ${seed}, path ${counterexamplePath}`;
    const what = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
    throw new Error(`${where}: ${what}\n${inspect(x.type, { depth: 9 })}`);
  }
}

async function expectEcho(instance: ComponentInstance, key: string, value: unknown): Promise<void> {
  const text = (one: unknown): string => inspect(one, { depth: 9 });
  const answer = await instance.call(key, value).catch((error: unknown) => {
    throw new Error(`${text(value)} ended in ${String(error)}`, { cause: error });
  });
  if (!isSame(value, answer)) throw new Error(`${text(value)} came back as ${text(answer)}`);
}
