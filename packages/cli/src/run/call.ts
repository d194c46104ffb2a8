/** What is to be called: read from the command line and the component before any of it runs. */
import { type CallOptions, type ComponentBinary, type ComponentInstance, type Usage, usageOf } from '@airssys/host';
import {
  AirssysError,
  closest,
  type ComponentModel,
  isDeclaredError,
  type OperationModel,
  toCamelCase,
} from '@airssys/model';
import { createJsonCodecs } from '@airssys/model/codec';
import { readLayout } from '../inspect/layout.ts';
import type { ArgumentText } from '../parse/argument-files.ts';
import { decodeContent, parseArguments } from '../parse/arguments.ts';
import { formatSignature } from '../report/signature.ts';
import { usageError } from '../report/usage-error.ts';
import { demandNoHandles } from './handles.ts';

/** Who makes a call: an instance, or a host that chooses one. */
export type Callable = Pick<ComponentInstance, 'invoke' | 'callExport'>;

/** A call that has yet to be made. */
export interface PlannedCall {
  make(callable: Callable, options: CallOptions): Promise<Answer>;
}

export interface Answer {
  /** In JSON's values. */
  readonly value: unknown;
  /** The same where it is text or bytes, as they are. */
  readonly raw?: string | Uint8Array | undefined;
  readonly usage: Usage;
  /** The component answered with an error: a Result that is none of success, or what it declares to throw. */
  readonly failed: boolean;
  /** How a program ended; undefined where an operation was called. */
  readonly exitCode?: number;
}

/**
 * @throws AirssysError `AIRSSYS_CLI_USAGE` where no operation is named, `AIRSSYS_SANDBOX_OPERATION_UNKNOWN`, and those of
 *   {@link parseArguments}.
 */
export function planCall(
  binary: ComponentBinary,
  name: string | undefined,
  texts: readonly ArgumentText[],
): PlannedCall {
  const model = binary.manifest?.component;
  return model ? planOperation(model, name, texts) : planExport(binary, name, texts);
}

function planOperation(model: ComponentModel, name: string | undefined, texts: readonly ArgumentText[]): PlannedCall {
  const operation = findOperation(model, name);
  demandNoHandles(operation, model.operations);
  const codec = createJsonCodecs(model.operations).get(operation.key);
  if (codec === undefined) throw new Error(`${operation.key} has no codec`);
  const values = parseArguments(operation, model.operations, codec, texts);
  const isResult = operation.result?.kind === 'result' && operation.throws !== true;
  return {
    async make(callable, options) {
      try {
        const { value, usage } = await callable.invoke(operation.key, values, options);
        const json = codec.formatResult(value);
        const raw = typeof value === 'string' || value instanceof Uint8Array ? value : undefined;
        return { value: json, raw, usage, failed: isResult && isFailure(json) };
      } catch (error) {
        const usage = usageOf(error);
        if (!isDeclaredError(error) || usage === undefined) throw error;
        return { value: { error: codec.formatThrown(error) }, usage, failed: true };
      }
    },
  };
}

/** By its name in the class, or in WIT. */
function findOperation({ operations }: ComponentModel, name: string | undefined): OperationModel {
  const all = operations.operations;
  const list = ['Its operations:', ...all.map((one) => formatSignature(one, operations))].join('\n');
  if (name === undefined) throw usageError('No operation is named', list);
  const found = all.find((one) => one.key === name) ?? all.find((one) => one.name === name);
  if (found) return found;
  const keys = all.map(({ key }) => key);
  const meant = closest(name, keys);
  throw new AirssysError('AIRSSYS_SANDBOX_OPERATION_UNKNOWN', `The component has no operation ${name}`, {
    hint: meant === undefined ? list : `Did you mean ${meant}? ${list}`,
    data: { operation: name, operations: keys },
  });
}

const isFailure = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && 'ok' in json && json.ok === false;

/**
 * For a component of another toolchain, which says nothing of its types: a function as `INTERFACE#FUNCTION`, its arguments
 * passed on as JSON has them.
 */
function planExport({ bytes }: ComponentBinary, name: string | undefined, texts: readonly ArgumentText[]): PlannedCall {
  const hash = name?.indexOf('#') ?? -1;
  if (name === undefined || hash < 1) {
    const exports = readLayout(bytes)?.exports.filter((one) => one.includes('/')) ?? [];
    throw usageError(
      name === undefined ? 'No function is named' : `${name} is not INTERFACE#FUNCTION`,
      `The component was not made by airssys. Call a function of what it exports as INTERFACE#FUNCTION: ${exports.join(', ') || 'it exports no interface'}.`,
    );
  }
  const values = texts.map((argument, at): unknown => {
    const text = typeof argument === 'string' ? argument : decodeContent(argument);
    try {
      return JSON.parse(text);
    } catch {
      throw usageError(
        `Argument ${at + 1} is not JSON: ${text}`,
        `A text in JSON has quotes, which the shell must not take: '"text"'.`,
      );
    }
  });
  const [interfaceName, functionName] = [name.slice(0, hash), toCamelCase(name.slice(hash + 1))];
  return {
    async make(callable, options) {
      const outcome = await callable.callExport(interfaceName, functionName, values, options);
      const value = outcome.ok ? outcome.value : { error: outcome.error };
      return { value: plainJson(value ?? null), usage: outcome.usage, failed: !outcome.ok };
    },
  };
}

/** jco's values in JSON: 64-bit integers as digits, bytes as base64. */
function plainJson(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, one: unknown) => {
      if (typeof one === 'bigint') return one.toString();
      return one instanceof Uint8Array ? Buffer.from(one).toString('base64') : one;
    }),
  );
}
