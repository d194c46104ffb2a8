import type { RawComponentId } from '../imports.ts';
import { textArgument } from './arguments.ts';

/** Names an installed component. */
export interface ComponentId {
  /** The first part of its id, kebab-case. */
  readonly namespace: string;
  /** The second part of its id, kebab-case. */
  readonly name: string;
  /** Which of its instances; empty for whichever the host chooses. */
  readonly instance?: string;
}

/** @param client Who is given it, for errors. */
export const toRawId = (id: ComponentId, client: string): RawComponentId => ({
  namespace: textArgument(id.namespace, `${client}: namespace of the target`),
  name: textArgument(id.name, `${client}: name of the target`),
  instance: textArgument(id.instance ?? '', `${client}: instance of the target`),
});
