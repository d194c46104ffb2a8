/**
 * WIT `wasi:io` (0.2): errors, pollables and streams, on the host's event loop. The component is suspended while it waits, and the
 * host goes on.
 *
 * The other interfaces of WASI make their pollables and streams here: {@link WasiIo} is what one instance has of them.
 */
import { GuestResource } from '../../guest-resource.ts';
import { GuestFault, type HostCall, type HostFunction, type HostService, WitError } from '../../host-service.ts';
import { resourceService } from '../../resource-service.ts';
import { InputStream } from './input-stream.ts';
import { IoError, StreamFault } from './io-error.ts';
import { OutputStream } from './output-stream.ts';
import { Pollable } from './pollable.ts';
import { untilOneIsReady } from './waiting.ts';

/** The version that is implemented, which goes with every other 0.2. */
export const WASI = '0.2.12';

/** The streams of one instance, and what goes with them. */
export interface WasiIo {
  readonly errors: GuestResource<IoError>;
  readonly pollables: GuestResource<Pollable>;
  readonly inputs: GuestResource<InputStream>;
  readonly outputs: GuestResource<OutputStream>;
  readonly services: readonly HostService[];
  /** Resolves when what was written to streams that the component has dropped has been taken. */
  drained(signal: AbortSignal): Promise<void>;
}

/** Bytes that one function may read or fill. */
const MAX_BYTES = 1 << 20;

/** Bytes of `len`, an u64, that are looked at. */
const atMost = (length: bigint): number => (length > MAX_BYTES ? MAX_BYTES : Number(length));

export function wasiIo(): WasiIo {
  const errors = new GuestResource('error', IoError);
  const pollables = new GuestResource('pollable', Pollable);
  const inputs = new GuestResource('input-stream', InputStream, (stream) => stream.dispose());
  // What is written before a stream is dropped arrives. (What is left when the instance ends does not: see `closing`.)
  const closing = new Set<OutputStream>();
  const outputs = new GuestResource('output-stream', OutputStream, (stream) => {
    closing.add(stream);
    stream.close(() => closing.delete(stream));
  });

  const failure = (error: IoError): WitError =>
    WitError.withPayload({ tag: 'last-operation-failed', val: errors.give(error) });
  const denied: HostFunction['denied'] = ({ area, action, resource }) =>
    failure(new IoError(`${area}.${action} on ${resource} is not granted`, { code: 'EACCES' }));
  const toGuest = (thrown: unknown): unknown => {
    if (!(thrown instanceof StreamFault)) return thrown;
    return thrown.error === undefined ? WitError.withPayload({ tag: 'closed' }) : failure(thrown.error);
  };

  type Use<T> = (stream: T, call: HostCall, ...args: never[]) => unknown;
  /** A use of a stream needs what its opening needed. */
  const using = <T extends InputStream | OutputStream>(resource: GuestResource<T>, use: Use<T>): HostFunction =>
    resource.method({
      denied,
      call: (call: HostCall, stream, ...args: never[]) => {
        for (const one of stream.access) call.demand(one);
        try {
          return use(stream, call, ...args);
        } catch (error) {
          throw toGuest(error);
        }
      },
    });
  const waitingFor = <T extends InputStream | OutputStream>(
    resource: GuestResource<T>,
    use: (stream: T, call: HostCall, ...args: never[]) => Promise<unknown>,
  ): HostFunction =>
    using(resource, async (stream, call, ...args) => {
      try {
        return await use(stream, call, ...args);
      } catch (error) {
        throw toGuest(error);
      }
    });
  const takeNext = async (stream: InputStream, { signal }: HostCall, length: bigint): Promise<Uint8Array> => {
    const most = atMost(length);
    if (most > 0) await stream.wait(signal, most);
    return stream.take(most);
  };
  const splice = (to: OutputStream, call: HostCall, handle: object, length: bigint): bigint => {
    const from = inputs.objectOf(handle);
    for (const one of from.access) call.demand(one);
    const bytes = from.take(Math.min(atMost(length), to.checkWrite()));
    to.write(bytes);
    return BigInt(bytes.length);
  };
  const demandAll = (call: HostCall, list: readonly Pollable[]): void => {
    for (const { access } of list) if (access !== undefined) call.demand(access);
  };
  const streamOf = (stream: InputStream | OutputStream): object => pollables.give(new Pollable(stream));

  const error = resourceService({
    interface: `wasi:io/error@${WASI}`,
    resources: [errors],
    immediate: { '[method]error.to-debug-string': errors.method({ call: (_call, { message }) => message }) },
  });
  const poll = resourceService({
    interface: `wasi:io/poll@${WASI}`,
    resources: [pollables],
    immediate: {
      '[method]pollable.ready': pollables.method({
        call: (call, pollable) => {
          demandAll(call, [pollable]);
          return pollable.isReady();
        },
      }),
    },
    waiting: {
      '[method]pollable.block': pollables.method({
        call: async (call, pollable) => {
          demandAll(call, [pollable]);
          await untilOneIsReady([pollable], call.signal);
        },
      }),
      poll: {
        call: async (call: HostCall, handles: readonly object[]) => {
          if (handles.length === 0) throw new GuestFault('deadlock', 'The component polls nothing, for ever');
          const list = handles.map((handle) => pollables.objectOf(handle));
          demandAll(call, list);
          return Uint32Array.from(await untilOneIsReady(list, call.signal));
        },
      },
    },
  });
  const streams = resourceService({
    interface: `wasi:io/streams@${WASI}`,
    resources: [inputs, outputs],
    immediate: {
      '[method]input-stream.read': using(inputs, (stream, _call, length: bigint) => stream.take(atMost(length))),
      '[method]input-stream.skip': using(inputs, (stream, _call, length: bigint) =>
        BigInt(stream.take(atMost(length)).length),
      ),
      '[method]input-stream.subscribe': inputs.method({ call: (_call, stream) => streamOf(stream) }),
      '[method]output-stream.check-write': using(outputs, (stream) => BigInt(stream.checkWrite())),
      '[method]output-stream.write': using(outputs, (stream, _call, bytes: Uint8Array) => stream.write(bytes)),
      '[method]output-stream.flush': using(outputs, (stream) => stream.flush()),
      '[method]output-stream.subscribe': outputs.method({ call: (_call, stream) => streamOf(stream) }),
      '[method]output-stream.write-zeroes': using(outputs, (stream, _call, length: bigint) =>
        stream.write(zeros(length)),
      ),
      '[method]output-stream.splice': using(outputs, splice),
    },
    waiting: {
      '[method]input-stream.blocking-read': waitingFor(inputs, takeNext),
      '[method]input-stream.blocking-skip': waitingFor(inputs, async (stream, call, length: bigint) =>
        BigInt((await takeNext(stream, call, length)).length),
      ),
      '[method]output-stream.blocking-write-and-flush': waitingFor(
        outputs,
        async (stream, { signal }, bytes: Uint8Array) => await stream.writeAll(bytes, signal),
      ),
      '[method]output-stream.blocking-flush': waitingFor(
        outputs,
        async (stream, { signal }) => await stream.flushAll(signal),
      ),
      '[method]output-stream.blocking-write-zeroes-and-flush': waitingFor(
        outputs,
        async (stream, { signal }, length: bigint) => await stream.writeAll(zeros(length), signal),
      ),
      '[method]output-stream.blocking-splice': waitingFor(outputs, async (to, call, handle: object, length: bigint) => {
        if (length > 0n) await Promise.all([to.wait(call.signal), inputs.objectOf(handle).wait(call.signal)]);
        return splice(to, call, handle, length);
      }),
    },
    dispose: () => {
      for (const stream of closing) stream.dispose();
    },
  });
  const drained = async (signal: AbortSignal): Promise<void> => {
    await Promise.all([...closing].map(async (stream) => await stream.drained(signal)));
  };
  return { errors, pollables, inputs, outputs, services: [error, poll, streams], drained };
}

/** INVARIANT: a length that the component names makes nothing of that length. */
function zeros(length: bigint): Uint8Array {
  if (length <= MAX_BYTES) return new Uint8Array(Number(length));
  throw new GuestFault(
    'invalid-value',
    `The component writes ${length} zeros at once, where ${MAX_BYTES} are permitted`,
  );
}
