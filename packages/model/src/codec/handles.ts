/** Handles to resources: the codec knows where they stand, and whoever calls it what they are. */
import type { HandleType } from '../types/type-node.ts';
import { refuse } from './value-fault.ts';

/** Turns handles into the author's objects and back. Each throws through {@link refuse} where it is given something else. */
export interface Handles {
  /**
   * The object that a handle of the ABI stands for in the author's code; the type says of which resource, and whether it is
   * owned.
   */
  lift(type: HandleType, abi: unknown): unknown;
  /** The handle for the ABI of an object, the value in the author's code. */
  lower(type: HandleType, value: unknown): unknown;
}

const none = ({ resource }: HandleType, value: unknown): never =>
  refuse(`a handle of the resource ${resource}, which cannot cross here`, value);

/** Where no handle can cross. */
export const NO_HANDLES: Handles = { lift: none, lower: none };
