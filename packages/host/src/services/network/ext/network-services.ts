import type { HostService } from '../../host-service.ts';
import type { GuestNetwork } from '../guest-network.ts';
import { dnsService } from './dns-service.ts';
import { httpService } from './http-service.ts';
import { tcpServices } from './tcp-service.ts';
import { udpService } from './udp-service.ts';

/** The interfaces of `airssys:ext-network@1.0.0`, for one instance. With the first of them ends all that is open. */
export function networkServices(network: GuestNetwork): readonly HostService[] {
  return [
    { ...dnsService(network), dispose: () => network.dispose() },
    httpService(network),
    ...tcpServices(network),
    udpService(network),
  ];
}
