import { asHostError, callHost } from '../host-error.ts';
import { hostImport, type RawComponentId } from '../imports.ts';
import { bytesArgument, textArgument, u64Argument } from './arguments.ts';
import { type ComponentId, toRawId } from './raw-id.ts';

export type { ComponentId } from './raw-id.ts';

const raw = () => hostImport('hostMessaging', 'messaging');
const toRaw = (id: ComponentId): RawComponentId => toRawId(id, 'messaging');
const toBytes = (payload: Uint8Array | string): Uint8Array => bytesArgument(payload, 'messaging: payload');

/**
 * Messages to other components (WIT `airssys:core/host-messaging`). Needs `@requires('messaging.send:…')` and so on. All
 * methods throw {@link HostError}: `target-not-found`, `queue-full`, `delivery-failed` … A payload is bytes, or text as UTF-8.
 */
export const messaging = {
  /** Sends without waiting for an answer. */
  send(target: ComponentId, payload: Uint8Array | string): void {
    try {
      hostImport('hostMessaging', 'messaging').send(
        toRawId(target, 'messaging'),
        bytesArgument(payload, 'messaging: payload'),
      );
    } catch (thrown) {
      throw asHostError('messaging', thrown);
    }
  },
  /**
   * Asks for an answer, which arrives as a callback under the correlation id returned here. `timeoutMs` is for how many
   * milliseconds the host waits for the answer.
   */
  request(target: ComponentId, payload: Uint8Array | string, timeoutMs: number): string {
    return callHost('messaging', () =>
      raw().request(toRaw(target), toBytes(payload), u64Argument(timeoutMs, 'messaging.request(timeoutMs)')),
    );
  },
  /** Gives up on a request. `requestId` is the correlation id that it was given. */
  cancelRequest(requestId: string): void {
    callHost('messaging', () => raw().cancelRequest(textArgument(requestId, 'messaging.cancelRequest(requestId)')));
  },
  /** Sends to each of the targets, without waiting for answers. */
  broadcast(targets: readonly ComponentId[], payload: Uint8Array | string): void {
    callHost('messaging', () => raw().broadcast(targets.map(toRaw), toBytes(payload)));
  },
  /** The id under which this component is installed. */
  selfId(): ComponentId {
    return raw().selfId();
  },
} as const;
