/**
 * What the running component knows of itself. Engines snapshot the state that the module's top level leaves behind, at
 * build time; `started` turns true with the first call, at run time.
 */
export interface RuntimeState {
  started: boolean;
  readonly permissions: Set<string>;
}

export const state: RuntimeState = { started: false, permissions: new Set() };
