/**
 * The interfaces that this component imports besides the SDK's, as the engine hands them over. The adapter that the build
 * generates binds them before the component's first call; outside of a component nothing is bound and every use says so.
 */
import type { ImportedInterface } from '@airssys/model';
import type { AbiProfile } from '@airssys/model/codec';

export interface BoundInterface {
  readonly model: ImportedInterface;
  readonly profile: AbiProfile;
  /** The engine's functions by their camelCase names, and its classes of resources by their PascalCase ones. */
  readonly raw: Readonly<Record<string, unknown>>;
}

const bound = new Map<string, BoundInterface>();

export function bindInterfaces(interfaces: readonly BoundInterface[]): void {
  for (const one of interfaces) bound.set(one.model.wit, one);
}

/** Throws where nothing is bound, so in plain Node. */
export function boundInterface(wit: string): BoundInterface {
  const found = bound.get(wit);
  if (found !== undefined) return found;
  throw new Error(
    `${wit} can be called inside a component only. Build the class with airssys, or test it with mount() of @airssys/testing and a mock of the interface.`,
  );
}
