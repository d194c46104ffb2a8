import { AirssysError } from '@airssys/model';
import type { InstanceOptions } from '../instance-options.ts';

/** How a component is served. Each request has an instance of its own, which `limits` hold for. */
export interface ServeOptions extends Omit<InstanceOptions, 'reuse' | 'isolation' | 'aroundHandles' | 'incoming'> {
  /** Where it listens: an address of this machine. Default `127.0.0.1`: nobody else reaches it. */
  readonly address?: string | undefined;
  /** Default 8080; 0 for one that the system chooses. */
  readonly port?: number | undefined;
  /** Requests that are answered at once: 1 to 10,000. Default 64. Further ones are answered 503. */
  readonly maxConcurrentRequests?: number | undefined;
  /** Instances that are made before they are needed: 0 to 1,000. Default 1. */
  readonly readyInstances?: number | undefined;
  /** Bytes of a request's head: 1,024 to 1,048,576. Default 16,384. A larger one is answered 431. */
  readonly maxHeaderBytes?: number | undefined;
  /** Bytes of a request's body. Default 10 MiB. One that says that it is larger is answered 413; the body of one that just is breaks off. */
  readonly maxBodyBytes?: number | undefined;
  /** Milliseconds until a request's head must be there: 1 to 600,000. Default 10,000. */
  readonly headerTimeoutMs?: number | undefined;
  /** Milliseconds that requests under way have to end when the server is disposed: 0 to 600,000. Default 10,000. */
  readonly graceMs?: number | undefined;
  /** Receives what became of each request. What it throws becomes a warning of the process. */
  readonly onRequest?: ((request: ServedRequest) => void) | undefined;
}

/** A request that was answered, or broke off. */
export interface ServedRequest {
  /** In capitals, as the client sent it. */
  readonly method: string;
  /** Path and query, as the client sent them. */
  readonly path: string;
  /** Of the response; undefined where the client went before there was one. */
  readonly status: number | undefined;
  /** From the request's head to the response's last byte. */
  readonly durationMs: number;
  /** Bytes of the response, its head included. */
  readonly bytes: number;
  /** Why the component did not answer, if it did not: a TrapError, an AirssysError. */
  readonly error: unknown;
}

export interface ServeSettings {
  readonly address: string;
  readonly port: number;
  readonly maxConcurrentRequests: number;
  readonly readyInstances: number;
  readonly maxHeaderBytes: number;
  readonly maxBodyBytes: number;
  readonly headerTimeoutMs: number;
  readonly graceMs: number;
  readonly onRequest: (request: ServedRequest) => void;
}

const MINUTES_10 = 600_000;

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a number out of its range. */
export function resolveServeOptions(options: ServeOptions): ServeSettings {
  const numbers = {
    port: ranged('port', options.port ?? 8080, 0, 65_535),
    maxConcurrentRequests: ranged('maxConcurrentRequests', options.maxConcurrentRequests ?? 64, 1, 10_000),
    readyInstances: ranged('readyInstances', options.readyInstances ?? 1, 0, 1_000),
    maxHeaderBytes: ranged('maxHeaderBytes', options.maxHeaderBytes ?? 16_384, 1_024, 1_048_576),
    maxBodyBytes: ranged('maxBodyBytes', options.maxBodyBytes ?? 10 << 20, 0, Number.MAX_SAFE_INTEGER),
    headerTimeoutMs: ranged('headerTimeoutMs', options.headerTimeoutMs ?? 10_000, 1, MINUTES_10),
    graceMs: ranged('graceMs', options.graceMs ?? 10_000, 0, MINUTES_10),
  };
  return { address: options.address ?? '127.0.0.1', onRequest: options.onRequest ?? (() => {}), ...numbers };
}

function ranged(name: string, value: number, least: number, most: number): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `${name} cannot be ${value}`, {
    hint: `It is a whole number from ${least} to ${most}.`,
  });
}
