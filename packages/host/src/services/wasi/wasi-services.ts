/** WASI 0.2, as one instance has it. */
import type { FileTree } from '../files/file-tree.ts';
import type { Clock } from '../host-services.ts';
import type { HostService } from '../host-service.ts';
import type { Randomness } from '../random.ts';
import { wasiCli, type WasiCliOptions } from './cli/wasi-cli.ts';
import { wasiClocks } from './clocks/wasi-clocks.ts';
import { wasiFilesystem } from './filesystem/wasi-filesystem.ts';
import { wasiIo } from './io/wasi-io.ts';
import { wasiRandom } from './random/wasi-random.ts';

export interface WasiOptions extends WasiCliOptions {
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** The files that the component sees. */
  readonly tree: FileTree;
}

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for arguments that cannot be. */
export function wasiServices(options: WasiOptions): readonly HostService[] {
  const { clock, randomness, tree } = options;
  const io = wasiIo();
  return [
    ...io.services,
    ...wasiClocks(clock, io),
    ...wasiRandom(randomness),
    ...wasiCli(options, io),
    ...wasiFilesystem(tree, io),
  ];
}
