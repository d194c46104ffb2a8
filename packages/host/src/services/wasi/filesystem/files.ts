/** What the functions of one instance's `wasi:filesystem` have in common. */
import { GuestResource } from '../../guest-resource.ts';
import type { HostCall, HostFunction } from '../../host-service.ts';
import { Descriptor } from './descriptor.ts';
import { DirectoryEntries } from './directory-entries.ts';
import { codeError, toGuestError } from './error-codes.ts';

type Use<T> = (call: HostCall, object: T, ...args: never[]) => unknown;

export class Files {
  readonly descriptors: GuestResource<Descriptor> = new GuestResource('descriptor', Descriptor, (one) => one.dispose());
  readonly entries: GuestResource<DirectoryEntries> = new GuestResource(
    'directory-entry-stream',
    DirectoryEntries,
    (one) => one.dispose(),
  );
  /** Directories whose entries are being read. */
  readonly reading: Set<DirectoryEntries> = new Set();
  /** Makes the hashes of this instance its own. */
  readonly secret: Uint8Array;
  readonly #closing = new Set<Promise<void>>();

  constructor(secret: Uint8Array) {
    this.secret = secret;
  }

  /** Closes something that the component has dropped, and will not wait for. */
  readonly close = (closing: Promise<void>): void => {
    this.#closing.add(closing);
    // One that fails stays, and is told of in the end.
    closing.then(
      () => this.#closing.delete(closing),
      () => {},
    );
  };

  /** @throws What could not be closed. */
  async closed(): Promise<void> {
    await Promise.all(this.#closing);
  }

  /** A function of a descriptor, with its errors in WASI's words. */
  readonly using = (use: Use<Descriptor>): HostFunction => failing(this.descriptors, use);

  readonly usingEntries = (use: Use<DirectoryEntries>): HostFunction => failing(this.entries, use);
}

function failing<T extends object>(resource: GuestResource<T>, use: Use<T>): HostFunction {
  return resource.method({
    denied: () => codeError('access'),
    call: (call: HostCall, object, ...args: never[]) => {
      try {
        const answer = use(call, object, ...args);
        return answer instanceof Promise ? told(answer) : answer;
      } catch (error) {
        throw toGuestError(error);
      }
    },
  });
}

async function told(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    throw toGuestError(error);
  }
}
