import { callHost } from '../host-error.ts';
import { hostImport } from '../imports.ts';
import { textArgument } from './arguments.ts';
import { Connection } from './connection.ts';

/**
 * Secure connections (WIT `airssys:ext-network/tls`). The certificate is verified for the host that is named. Needs
 * `@requires('network.outbound:example.com:993')`. Throws {@link HostError}: `tls-error` and as `tcp`.
 */
export const tls = {
  /**
   * Connects to a name or an address. `host` is either, `port` 1 to 65,535.
   *
   * @param protocols One of them is agreed on (ALPN). Default: none is spoken of.
   */
  connect(host: string, port: number, protocols: readonly string[] = []): Connection {
    const name = textArgument(host, 'tls.connect(host)');
    const offered = protocols.map((one) => textArgument(one, 'tls.connect(protocols)'));
    return new Connection(
      'tls',
      callHost('tls', () => hostImport('tls', 'tls').connect(name, port, offered)),
    );
  },
} as const;
