/** Services of interfaces that only the recording host had: there is nothing behind them, since the recording answers. */
import { toCamelCase, toPascalCase } from '@airssys/model';
import type { GatedFunction, HostFunction, HostService } from '../services/host-service.ts';
import type { RecordedInterface } from './recording-lines.ts';

const NOT_THERE: HostFunction = {
  fallible: true,
  call: () => {
    throw new Error('a replay has no service of this interface');
  },
};

export function recordedService({ interface: name, waiting, immediate }: RecordedInterface): HostService {
  const all = (names: readonly string[]): Readonly<Record<string, HostFunction>> =>
    Object.fromEntries(names.map((one) => [one, NOT_THERE]));
  const hasResources = [...waiting, ...immediate].some((one) => one.startsWith('['));
  return {
    interface: name,
    waiting: all(waiting),
    immediate: all(immediate),
    ...(hasResources && { assemble }),
  };
}

type AnyFunction = (this: unknown, ...args: readonly unknown[]) => unknown;

/** Classes made of functions in WIT's names: `[method]session.read`. */
function assemble(functions: Readonly<Record<string, GatedFunction>>): Readonly<Record<string, unknown>> {
  const assembled: Record<string, unknown> = {};
  const classOf = (resource: string): AnyFunction => {
    const made = assembled[toPascalCase(resource)] as AnyFunction | undefined; // made here
    if (made !== undefined) return made;
    const construct = functions[`[constructor]${resource}`];
    const glueClass: AnyFunction = function (...args) {
      construct?.(...args);
    };
    assembled[toPascalCase(resource)] = glueClass;
    return glueClass;
  };
  const define = (owner: object, key: PropertyKey, value: AnyFunction): void => {
    Object.defineProperty(owner, key, { value, configurable: true });
  };
  for (const [label, fn] of Object.entries(functions)) {
    const [, kind, resource, member = ''] =
      /^\[(constructor|method|static|drop)\]([^.]+)(?:\.(.+))?$/.exec(label) ?? [];
    if (resource === undefined) {
      assembled[label] = fn;
      continue;
    }
    const glueClass = classOf(resource);
    const prototype = glueClass.prototype as object; // of a function that is called with `new`
    const onThis: AnyFunction = function (...args) {
      return fn(this, ...args);
    };
    if (kind === 'static') define(glueClass, toCamelCase(member), fn);
    if (kind === 'method') define(prototype, toCamelCase(member), onThis);
    if (kind === 'drop') define(prototype, Symbol.dispose, onThis);
  }
  return assembled;
}
