/** WASI 0.2, as one instance has it. */
import type { FileTree } from '../files/file-tree.ts';
import type { Clock } from '../host-services.ts';
import type { HostService } from '../host-service.ts';
import type { GuestNetwork } from '../network/guest-network.ts';
import type { Randomness } from '../random.ts';
import { wasiCli, type WasiCliOptions } from './cli/wasi-cli.ts';
import { wasiClocks } from './clocks/wasi-clocks.ts';
import { wasiFilesystem } from './filesystem/wasi-filesystem.ts';
import type { IncomingHttp } from './http/incoming-http.ts';
import { wasiHttp } from './http/wasi-http.ts';
import { wasiIo } from './io/wasi-io.ts';
import { wasiRandom } from './random/wasi-random.ts';
import { wasiSockets } from './sockets/wasi-sockets.ts';

export interface WasiOptions extends WasiCliOptions {
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** The files that the component sees. */
  readonly tree: FileTree;
  /** What it has of the network. Its connections end with the last of the services. */
  readonly network: GuestNetwork;
  /** Where a server puts requests that the component is to answer. */
  readonly incoming?: IncomingHttp | undefined;
}

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for arguments that cannot be. */
export function wasiServices(options: WasiOptions): readonly HostService[] {
  const { clock, randomness, tree, network, incoming } = options;
  const io = wasiIo();
  const http = wasiHttp(io, network);
  incoming?.bind(http, network);
  return [
    ...io.services,
    ...wasiClocks(clock, io),
    ...wasiRandom(randomness),
    ...wasiCli(options, io),
    ...wasiFilesystem(tree, io),
    ...http.services,
    ...wasiSockets(io, network),
  ];
}
