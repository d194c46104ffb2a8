import type { Socket } from 'node:net';
import { connect, getCACertificates, type TLSSocket } from 'node:tls';
import type { NetworkSettings } from './network-options.ts';

/**
 * TLS over a connection that is there.
 *
 * INVARIANT: the certificate is verified, and must be for the host that the component named. Nothing that comes from the
 * component reaches these options; neither does `NODE_TLS_REJECT_UNAUTHORIZED`.
 */
export async function secure(
  socket: Socket,
  host: string,
  { extraCertificates, protocols }: Pick<NetworkSettings, 'extraCertificates'> & { readonly protocols: string[] },
  signal: AbortSignal,
): Promise<TLSSocket> {
  const name = host.replace(/^\[(.*)\]$/, '$1');
  const isAddress = name.includes(':') || /^[\d.]+$/.test(name);
  const secured = connect({
    socket,
    host: name,
    ...(!isAddress && { servername: name }),
    ...(protocols.length > 0 && { ALPNProtocols: protocols }),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(extraCertificates.length > 0 && { ca: [...getCACertificates('default'), ...extraCertificates] }),
  });
  const destroy = (): void => {
    secured.destroy();
    socket.destroy();
  };
  signal.addEventListener('abort', destroy);
  try {
    await new Promise<void>((resolve, reject) => {
      secured.once('secureConnect', resolve);
      secured.on('error', reject);
      secured.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    });
    secured.once('close', () => void socket.destroy());
    return secured;
  } catch (error) {
    destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', destroy);
  }
}
