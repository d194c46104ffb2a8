/** Handles to resources: the codec knows where they stand, and whoever calls it what they are. */
import type { HandleType } from '../types/type-node.ts';
import { refuse } from './value-fault.ts';

/** Turns handles into the author's objects and back. Each throws through {@link refuse} where it is given something else. */
export interface Handles {
  lift(type: HandleType, abi: unknown): unknown;
  lower(type: HandleType, value: unknown): unknown;
}

const none = ({ resource }: HandleType, value: unknown): never =>
  refuse(`a handle of the resource ${resource}, which cannot cross here`, value);

/** Where no handle can cross. */
export const NO_HANDLES: Handles = { lift: none, lower: none };
