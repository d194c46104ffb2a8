/** An interface that another instance exports, as a service: composition at run time. */
import { AirssysError, type ImportedInterface, toCamelCase } from '@airssys/model';
import type { ComponentInstance } from '../component-instance.ts';
import type { HostService } from '../services/host-service.ts';
import { forwardingService, hasResources } from './forwarding-service.ts';
import { shapeOf } from './interface-shape.ts';

/**
 * A call counts on both sides: as a host call of
 * the caller, and with its own fuel, deadline and place in the queue as a call of the provider. It goes on to its own end where
 * the caller's ends before.
 *
 * @throws AirssysError `AIRSSYS_SANDBOX_IMPORT_MISSING` where the instance does not export all of the interface, or other types;
 *   `AIRSSYS_SANDBOX_STATE` where it takes no calls; `AIRSSYS_CONFIG_INVALID` for an interface with resources.
 */
export function forwardedInterface(model: ImportedInterface, provider: ComponentInstance): HostService {
  const { wit, operations, types } = model;
  const resource = types.find(({ kind }) => kind === 'resource');
  if (resource !== undefined) throw hasResources(wit, resource.name, 'An instance');
  if (provider.state !== 'ready') throw ended(provider, wit);
  const missing = operations.filter(({ name }) => !provider.hasExport(wit, toCamelCase(name)));
  if (missing.length > 0) {
    throw unfit(provider, wit, `does not export ${missing.map(({ name }) => `${wit}#${name}`).join(', ')}`);
  }
  const exported = provider.describeExport(wit);
  const theirs = exported && shapeOf(exported);
  const differing = theirs && [...shapeOf(model)].find(([name, shape]) => theirs.get(name) !== shape);
  if (differing !== undefined) {
    const [name, shape] = differing;
    throw unfit(provider, wit, `exports ${name} as ${theirs?.get(name) ?? 'nothing'}, and it is imported as ${shape}`);
  }
  return forwardingService(
    model,
    `provided by instance ${provider.id}`,
    async (name, args) => await provider.callExport(wit, toCamelCase(name), args),
  );
}

function unfit(provider: ComponentInstance, wit: string, what: string): AirssysError {
  return new AirssysError('AIRSSYS_SANDBOX_IMPORT_MISSING', `Instance ${provider.id} ${what}`, {
    hint: `Give an instance of the component that ${wit} was added from: airssys wit add COMPONENT.wasm.`,
    data: { missing: [wit] },
  });
}

function ended({ id, state }: ComponentInstance, wit: string): AirssysError {
  return new AirssysError('AIRSSYS_SANDBOX_STATE', `Instance ${id} cannot provide ${wit}: it is ${state}`, {
    hint: 'Make a new instance of the component.',
    data: { state },
  });
}
