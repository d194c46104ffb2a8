import type { AccessRequest } from '../../../capabilities/capability-set.ts';
import type { HostCall } from '../../host-service.ts';
import { type Address, classOf, isNoPeer } from '../../network/address-class.ts';
import { NetworkFault } from '../../network/network-fault.ts';
import { addressText } from '../../network/network-host.ts';

/** Addresses whose names are remembered, and names of each. */
const MAX_ADDRESSES = 1_000;
const MAX_NAMES = 8;

/**
 * The names under which an instance has looked addresses up. Programs of WASI look a name up and connect to the address; a
 * grant of the name is meant for that.
 *
 * INVARIANT: a name stands for an address only where this instance's own look-up has led there, and only where the address is
 * public: anything else needs a grant of the address.
 */
export class KnownNames {
  readonly #names = new Map<string, readonly string[]>();

  add(name: string, address: Address): void {
    const key = address.toString();
    const others = (this.#names.get(key) ?? []).filter((one) => one !== name);
    this.#names.delete(key);
    this.#names.set(key, [name, ...others].slice(0, MAX_NAMES));
    const [oldest] = this.#names.keys();
    if (this.#names.size > MAX_ADDRESSES && oldest !== undefined) this.#names.delete(oldest);
  }

  /**
   * Asks the gate for an outbound connection. @returns what was granted.
   *
   * @throws What the gate throws; NetworkFault where nothing can be there.
   */
  demand(call: HostCall, address: Address, port: number): AccessRequest {
    const names = classOf(address) === 'public' ? (this.#names.get(address.toString()) ?? []) : [];
    for (const name of names) {
      const access = outbound(`${name}:${port}`);
      try {
        call.demand(access);
        return access;
      } catch {
        // The next name may be granted, or the address itself.
      }
    }
    const access = outbound(`${addressText(address)}:${port}`);
    call.demand(access);
    if (isNoPeer(address)) throw new NetworkFault('unreachable', access.resource);
    return access;
  }
}

const outbound = (resource: string): AccessRequest => ({ area: 'network', action: 'outbound', resource });
