import type { RawComponentId } from '../imports.ts';
import { isText, textArgument } from './arguments.ts';

/** Names an installed component. */
export interface ComponentId {
  /** The first part of its id, kebab-case. */
  readonly namespace: string;
  /** The second part of its id, kebab-case. */
  readonly name: string;
  /** Which of its instances; empty for whichever the host chooses. */
  readonly instance?: string;
}

/** That was checked last. */
let last: RawComponentId = { namespace: '', name: '', instance: '' };

/** @param client Who is given it, for errors. */
export function toRawId(id: ComponentId, client: string): RawComponentId {
  const { namespace, name } = id;
  const instance = id.instance ?? '';
  // Mostly it is whom the last one was for: to compare three texts costs less than to look for surrogates in them.
  if (namespace === last.namespace && name === last.name && instance === last.instance) return last;
  if (!isText(namespace)) textArgument(namespace, `${client}: namespace of the target`);
  if (!isText(name)) textArgument(name, `${client}: name of the target`);
  if (!isText(instance)) textArgument(instance, `${client}: instance of the target`);
  return (last = { namespace, name, instance });
}
