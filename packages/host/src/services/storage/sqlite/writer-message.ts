/** What the backend and its writer's thread tell each other. */
import type { NamespaceUsage } from '../key-value-backend.ts';
import type { Expired } from './entry-statements.ts';
import type { Batch, PartEnd } from './group-writer.ts';
import type { PackedSets } from './packed-sets.ts';
import type { SharedMemory } from './shared-sets.ts';
import type { SqliteFault } from './sqlite-fault.ts';

export interface WriterOptions {
  readonly path: string;
  readonly durability: 'full' | 'normal';
  readonly maxFileBytes: number | undefined;
  /** How long a transaction waits for another process to finish with the file. */
  readonly busyTimeoutMs: number;
}

/** What the thread is started with. */
export interface WriterData {
  readonly options: WriterOptions;
  readonly memory: SharedMemory;
}

export type SentPart =
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'sets'; readonly sets: PackedSets };

/** `nowMs` is the time by the backend's clock. */
export type WriterRequest =
  | { readonly kind: 'write'; readonly parts: readonly SentPart[]; readonly nowMs: number }
  | { readonly kind: 'sweep'; readonly nowMs: number }
  | { readonly kind: 'usage'; readonly namespace: string; readonly nowMs: number }
  | { readonly kind: 'close' };

/** In the order of the requests. The parts of several may come back together. */
export type WriterReply =
  /** Sets in shared memory were answered there. */
  | { readonly kind: 'answered' }
  | {
      readonly kind: 'written';
      readonly ends: readonly PartEnd[];
      /** Of sets in shared memory whose answers could not be there. */
      readonly shared: PartEnd | undefined;
      readonly expired: readonly Expired[];
    }
  | { readonly kind: 'swept'; readonly expired: readonly Expired[] }
  | { readonly kind: 'used'; readonly usage: NamespaceUsage }
  /** Of a sweep, or asking for usage. */
  | { readonly kind: 'failed'; readonly fault: SqliteFault };
