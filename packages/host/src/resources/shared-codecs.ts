/** A component's codecs, compiled once for all of its instances. */
import { AirssysError, type ComponentModel, type InterfaceModel } from '@airssys/model';
import { type Codecs, createCodecs, JCO } from '@airssys/model/codec';
import { SharedHandles } from './call-handles.ts';

export interface SharedCodecs {
  readonly codecs: Codecs;
  readonly handles: SharedHandles;
}

const NO_OPERATIONS: InterfaceModel = { name: 'operations', types: [], operations: [] };

/** The manifest is the component's own: whatever its checks have let pass that cannot be compiled is still its mistake. */
export function sharedCodecs(component: Pick<ComponentModel, 'operations'> | undefined): SharedCodecs {
  const operations = component?.operations ?? NO_OPERATIONS;
  try {
    const handles = new SharedHandles(operations);
    return { codecs: createCodecs(operations, JCO, handles), handles };
  } catch (cause) {
    throw new AirssysError('AIRSSYS_MANIFEST_INVALID', "The component's manifest does not describe operations", {
      hint: 'Build the component again with this version of airssys.',
      cause,
    });
  }
}

/** A state per call has nothing that a handle could be to. */
/** `what` puts instances back to their first state. */
export function keepsObjects({ resources }: Codecs, what: string): AirssysError {
  const sources = [...resources.values()].map(({ model }) => (model.as === undefined ? model.source : 'AsyncIterable'));
  const names = [...new Set(sources)].toSorted();
  return new AirssysError('AIRSSYS_CONFIG_INVALID', `${what} cannot keep objects of ${names.join(', ')}`, {
    hint: "A handle is good for later calls, which would find nothing behind it: use reuse: 'instance'.",
    data: { resources: names },
  });
}
