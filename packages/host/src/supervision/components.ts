import { AirssysError } from '@airssys/model';
import type { InstanceOptions } from '../instance-options.ts';
import type { LoadedComponent } from '../loaded-component.ts';
import { ComponentActor, type ComponentActorOptions } from './component-actor.ts';
import type { ChildSpec } from './supervised.ts';

/** How many actors of one component are supervised, and how. */
export interface ComponentsOptions
  extends
    Omit<ComponentActorOptions, 'loaded' | 'name' | 'instance'>,
    Pick<ChildSpec, 'restart' | 'shutdown' | 'significant' | 'healthCheck'> {
  /** How many: 1 to 10,000. Default 1. */
  readonly instances?: number | undefined;
  /** What their ids begin with: `shop` makes `shop-1`, `shop-2`. Default: the name that the component's manifest has, else `component`. */
  readonly id?: string | undefined;
  /** How each is set up; a function is given its number, from 1. `at` is that number. */
  readonly instance?: InstanceOptions | ((at: number) => InstanceOptions) | undefined;
}

const MAX_INSTANCES = 10_000;

/**
 * Children that are actors of one component, for {@link supervise} or `Supervisor.start`. Each has an instance of its own.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a number of instances out of range.
 */
export function components(
  loaded: LoadedComponent,
  options: ComponentsOptions = {},
): readonly ChildSpec<ComponentActor>[] {
  const { instances = 1, id = loaded.manifest?.component.name ?? 'component', instance, ...rest } = options;
  if (!(Number.isInteger(instances) && instances >= 1 && instances <= MAX_INSTANCES)) {
    throw new AirssysError('AIRSSYS_CONFIG_INVALID', `instances cannot be ${instances}`, {
      hint: `It is a whole number from 1 to ${MAX_INSTANCES}.`,
    });
  }
  const { restart, shutdown, significant, healthCheck, ...actor } = rest;
  return Array.from({ length: instances }, (_, index): ChildSpec<ComponentActor> => {
    const name = `${id}-${index + 1}`;
    return {
      id: name,
      start: async (signal) => {
        const given = typeof instance === 'function' ? instance(index + 1) : instance;
        return await ComponentActor.start({ ...actor, loaded, name, instance: given }, signal);
      },
      ...(restart && { restart }),
      ...(shutdown !== undefined && { shutdown }),
      ...(significant !== undefined && { significant }),
      ...(healthCheck && { healthCheck }),
    };
  });
}
