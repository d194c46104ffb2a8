/** Calls in the glue's values, for components of other toolchains: nothing is known of their types. */
import { AirssysError, toCamelCase, toPascalCase } from '@airssys/model';
import { isToken, mapObjects } from '../sandbox/glue-handles.ts';
import type { CallOptions, CallOutcome, ExportedFunction, Sandbox } from '../sandbox/sandbox.ts';
import { demandLive, handleOf, type HandleTable } from './handle-table.ts';

/** A function of a resource, as WIT's names of functions have it: `[method]session.read`. */
const MEMBER = /^\[(constructor|method|static)\]([^.]+)(?:\.(.+))?$/;

/** Finds `name`, a camelCase name or a WIT name of a resource's function. */
export function exportedFunction(interfaceName: string, name: string): ExportedFunction {
  const [, kind, resource, member = ''] = MEMBER.exec(name) ?? [];
  if (kind === undefined || resource === undefined) return { interface: interfaceName, name };
  // The pattern has these three.
  const of = { resource: toPascalCase(resource), kind: kind as 'constructor' | 'method' | 'static' };
  return { interface: interfaceName, name: toCamelCase(member), of };
}

/** An exported function, and what messages call it. */
export interface PlainFunction {
  readonly fn: ExportedFunction;
  readonly label: string;
}

export function callPlain(
  sandbox: Sandbox,
  table: HandleTable,
  { fn, label }: PlainFunction,
  args: readonly unknown[],
  options: CallOptions | undefined,
): Promise<CallOutcome> {
  const hasObjects = args.some(isObject);
  if (!hasObjects && !sandbox.hasHandles) return sandbox.call(fn, label, args, options);
  return callWithHandles(sandbox, table, { fn, label }, args, options);
}

async function callWithHandles(
  sandbox: Sandbox,
  table: HandleTable,
  { fn, label }: PlainFunction,
  args: readonly unknown[],
  options: CallOptions | undefined,
): Promise<CallOutcome> {
  const outcome = await sandbox.call(
    fn,
    label,
    args.map((arg) => inward(arg, table, label)),
    options,
  );
  return outcome.ok
    ? { ...outcome, value: outward(outcome.value, table) }
    : { ...outcome, error: outward(outcome.error, table) };
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

function inward(value: unknown, table: HandleTable, label: string): unknown {
  return mapObjects(value, (object) => {
    const handle = handleOf(object);
    if (handle === undefined) return undefined;
    demandLive(handle, label);
    if (handle.table !== table) throw foreign(handle.label, handle.table.id, label);
    return handle.token;
  });
}

function outward(value: unknown, table: HandleTable): unknown {
  return mapObjects(value, (object) => (isToken(object) ? table.wrap(object, object.resource, PROTOTYPE) : undefined));
}

/** What handles without known methods can do: be given up. */
const PROTOTYPE: object = Object.create(null, {
  [Symbol.toStringTag]: { value: 'Handle' },
  [Symbol.asyncDispose]: {
    async value(this: unknown): Promise<void> {
      const handle = handleOf(this);
      if (handle) await handle.table.dispose(handle);
    },
  },
}) as object;

function foreign(resource: string, id: number, label: string): AirssysError {
  return new AirssysError('AIRSSYS_SANDBOX_HANDLE', `${label} cannot take a handle of ${resource} of instance ${id}`, {
    hint: 'A handle is good for the instance that gave it.',
    data: { resource, instance: id },
  });
}
