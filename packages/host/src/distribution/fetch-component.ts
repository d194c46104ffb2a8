/** Gets a component from where it is to be had. */
import { AirssysError } from '@airssys/model';
import { type ComponentSource, isPinned, parseComponentSource } from './component-source.ts';
import { readAnswer, shownUrl, transfer } from './http-transfer.ts';
import { fetchNpmComponent } from './npm/fetch-npm-component.ts';
import { digestOf } from './oci/artifact.ts';
import { pullComponent } from './oci/pull-component.ts';
import type { RegistryOptions } from './oci/registry-client.ts';

/** How {@link fetchComponent} asks, and what it takes. */
export interface FetchOptions extends RegistryOptions {
  /** The registry of npm. Default: as npm is configured. */
  readonly npmRegistry?: string | undefined;
  /** The most bytes that a component may have. Default 256 MiB. */
  readonly maxBytes?: number | undefined;
  /** Whether a source that does not name a digest is refused. Default false. */
  readonly requirePinned?: boolean | undefined;
}

/** A component that {@link fetchComponent} has got. */
export interface FetchedComponent {
  /** The component, whole. Nobody else has them. */
  readonly bytes: Uint8Array;
  /** The source with the digest of what was found: it can be nothing else, whenever it is asked again. */
  readonly resolved: string;
}

const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

/** A source that is not on this machine. */
export type RemoteSource = Exclude<ComponentSource, { readonly kind: 'file' }>;

/**
 * Whether text that names a component names one elsewhere, and not a file.
 *
 * @param text As it stands in a command.
 * @throws AirssysError `AIRSSYS_SOURCE_INVALID`.
 */
export function isRemote(text: string): boolean {
  return parseComponentSource(text).kind !== 'file';
}

/**
 * Fetches a component: `oci://HOST/NAME:TAG`, `oci://HOST/NAME@sha256:HEX`, `npm:NAME@RANGE` or `https://…`. Nothing of it runs, and nothing
 * is looked into but its digest.
 *
 * @param text The source, as it stands in a command.
 * @param options How it is fetched. Each has a default.
 * @throws AirssysError `AIRSSYS_SOURCE_INVALID`, `AIRSSYS_SOURCE_DENIED`, `AIRSSYS_SOURCE_NOT_FOUND`, `AIRSSYS_SOURCE_DIGEST` where it is not
 *   what its digest says, or is to have one and has none, `AIRSSYS_SOURCE_UNREACHABLE`.
 */
export async function fetchComponent(text: string, options: FetchOptions = {}): Promise<FetchedComponent> {
  const source = parseComponentSource(text);
  if (source.kind === 'file') {
    throw new AirssysError('AIRSSYS_SOURCE_INVALID', `${text} is a file`, { hint: 'Read it.', data: { source: text } });
  }
  // INVARIANT: where digests are demanded, nothing is asked for that has none.
  if (options.requirePinned === true && !isPinned(source)) throw notPinned(text);
  return await fetchSource(source, { ...options, maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES });
}

async function fetchSource(
  source: RemoteSource,
  options: FetchOptions & { readonly maxBytes: number },
): Promise<FetchedComponent> {
  switch (source.kind) {
    case 'oci':
      return await pullComponent(source.reference, options);
    case 'npm':
      return await fetchNpmComponent(source, options);
    case 'url':
      return await download(source, options);
  }
}

async function download(
  { url, digest }: Extract<RemoteSource, { readonly kind: 'url' }>,
  options: FetchOptions & { readonly maxBytes: number },
): Promise<FetchedComponent> {
  const { maxBytes, signal } = options;
  const name = shownUrl(new URL(url));
  const response = await transfer(new URL(url), {}, options);
  if (!response.ok) {
    await response.body?.cancel();
    const isDenied = response.status === 401 || response.status === 403;
    throw new AirssysError(
      isDenied ? 'AIRSSYS_SOURCE_DENIED' : 'AIRSSYS_SOURCE_NOT_FOUND',
      `${name} answers ${response.status}`,
      {
        hint: isDenied
          ? 'URLs are asked without credentials: publish the component to a registry, or fetch it yourself and install the file.'
          : 'See that the address is right.',
        data: { url: name, status: response.status },
      },
    );
  }
  const bytes = await readAnswer(response, { maxBytes, digest, name, signal });
  return { bytes, resolved: `${url}#${digestOf(bytes)}` };
}

function notPinned(text: string): AirssysError {
  return new AirssysError('AIRSSYS_SOURCE_DIGEST', `${text} names no digest, and this host demands one`, {
    hint: '`airssys pull` prints the source with the digest of what is there now.',
    data: { source: text },
  });
}
