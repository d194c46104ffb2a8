/** Interfaces with resources as services: their functions by WIT's names, which the gate wraps, and the classes made of them. */
import type { GuestResource } from './guest-resource.ts';
import type { GatedFunction, HostFunction, HostService } from './host-service.ts';

/** A resource, whatever its objects are. */
export type AnyResource = Pick<GuestResource<object>, 'name' | 'disposeAll' | 'assemble'>;

export interface ResourceInterface {
  /** Full WIT name: `wasi:io/poll@0.2.12`. */
  readonly interface: string;
  /** The resources that the interface defines, made for one instance. */
  readonly resources: readonly AnyResource[];
  /**
   * Functions by their camelCase names; those of resources by WIT's: `[method]input-stream.read` (its first argument is the
   * handle; see {@link GuestResource.method}), `[static]fields.from-list`, `[constructor]fields` (which answers what
   * {@link GuestResource.give} gives).
   */
  readonly immediate?: Readonly<Record<string, HostFunction>>;
  /** Those among them that may answer with a promise. */
  readonly waiting?: Readonly<Record<string, HostFunction>>;
  /** Closes what the service holds besides its resources' objects, after them. */
  readonly dispose?: () => void | Promise<void>;
}

/** The service of an interface with resources, for one instance. What the component leaves behind is disposed with it. */
export function resourceService(options: ResourceInterface): HostService {
  const { interface: name, resources, immediate = {}, waiting = {}, dispose } = options;
  return {
    interface: name,
    immediate,
    waiting,
    assemble: (functions) => ({
      ...plain(functions),
      ...Object.fromEntries(resources.map((one) => one.assemble(functions))),
    }),
    dispose: async () => {
      try {
        disposeObjects(resources);
      } finally {
        await dispose?.();
      }
    },
  };
}

const plain = (functions: Readonly<Record<string, GatedFunction>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(functions).filter(([name]) => !name.startsWith('[')));

function disposeObjects(resources: readonly AnyResource[]): void {
  const errors: unknown[] = [];
  for (const one of resources) {
    try {
      one.disposeAll();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
