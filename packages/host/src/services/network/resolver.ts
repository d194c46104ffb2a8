/** From names to addresses. What a name leads to decides nothing here: each address is checked before it is used. */
import { lookup, Resolver as DnsResolver } from 'node:dns/promises';

/** Finds the addresses of names. */
export interface Resolver {
  /**
   * All addresses of a name (ASCII, no dot at the end), in the order of preference.
   *
   * @throws Error with Node's `code` (`ENOTFOUND` …) where there are none. It may go on after `signal`; nobody waits then.
   */
  resolve(name: string, signal: AbortSignal): Promise<readonly string[]>;
}

/**
 * As the system looks names up. Each look-up takes a thread of Node's pool of four, which files need too: at most two run at
 * once, and the others wait.
 */
export function systemResolver(): Resolver {
  return SYSTEM;
}

const MAX_THREADS = 2;
let running = 0;
const waiting: (() => void)[] = [];

const SYSTEM: Resolver = {
  async resolve(name, signal) {
    if (running >= MAX_THREADS) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      signal.throwIfAborted();
      const found = await lookup(name, { all: true, order: 'verbatim' });
      return found.map(({ address }) => address);
    } finally {
      // The thread goes to the next one, or is given up.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  },
};

/** Asks given servers of DNS (`127.0.0.1:5353`), and nobody else: neither `/etc/hosts` nor the system's search list. */
export function dnsResolver(servers: readonly string[]): Resolver {
  return {
    async resolve(name, signal) {
      const dns = new DnsResolver({ timeout: 2_000, tries: 2 });
      dns.setServers(servers);
      const cancel = (): void => dns.cancel();
      signal.addEventListener('abort', cancel);
      try {
        const answers = await Promise.allSettled([dns.resolve4(name), dns.resolve6(name)]);
        const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
        const [failed] = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
        if (found.length === 0) throw failed;
        return found;
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
  };
}
