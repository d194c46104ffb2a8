import type { Caller } from '../host-service.ts';

/** Where the host keeps its secrets. */
export interface SecretProvider {
  /**
   * The value of a secret, or undefined where there is none of this name. It is called when the component has the grant
   * `secrets.read:NAME`; who asks is the host's word. What it throws is told to nobody but by its kind: the component gets
   * `unavailable`.
   *
   * @param name 1 to 256 characters of `A-Z a-z 0-9 _ . - /`, which does not begin with a dot or slash, and has no `..`.
   */
  get(name: string, caller: Caller): string | undefined | Promise<string | undefined>;
}
