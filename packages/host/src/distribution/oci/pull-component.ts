/** Takes a component from an OCI registry. */
import { digestDiffers, readAnswer } from '../http-transfer.ts';
import { componentLayer, digestOf, MANIFEST_TYPE } from './artifact.ts';
import { formatOciReference, parseOciReference } from './oci-reference.ts';
import { RegistryClient, type RegistryOptions } from './registry-client.ts';

const MAX_MANIFEST_BYTES = 1024 * 1024;

export interface PullOptions extends RegistryOptions {
  /** The most bytes that a component may have. */
  readonly maxBytes: number;
}

export interface PulledComponent {
  readonly bytes: Uint8Array;
  /** The reference with the digest of what was found. */
  readonly resolved: string;
  /** Of the artifact's manifest. */
  readonly digest: string;
}

/**
 * Pulls a component by tag (`latest` without one) or digest.
 *
 * INVARIANT: what is named by a digest has it: the manifest, and the component that the manifest names.
 *
 * @throws AirssysError `AIRSSYS_SOURCE_INVALID`, `AIRSSYS_SOURCE_DENIED`, `AIRSSYS_SOURCE_NOT_FOUND`, `AIRSSYS_SOURCE_DIGEST`,
 *   `AIRSSYS_SOURCE_UNREACHABLE`.
 */
export async function pullComponent(reference: string, options: PullOptions): Promise<PulledComponent> {
  const { maxBytes, signal } = options;
  const place = parseOciReference(reference);
  const client = new RegistryClient(place, options, 'pull');
  const named = place.digest ?? place.tag ?? 'latest';
  const answer = await client.ask(`manifests/${named}`, { headers: { accept: MANIFEST_TYPE } }, [200]);
  const told = answer.headers.get('docker-content-digest');
  const manifest = await readAnswer(answer, {
    maxBytes: MAX_MANIFEST_BYTES,
    digest: place.digest,
    name: `the manifest of ${reference}`,
    signal,
  });
  const digest = digestOf(manifest);
  if (told?.startsWith('sha256:') === true && told !== digest) throw digestDiffers(reference, told, digest);
  const layer = componentLayer(manifest, reference);
  const blob = await client.ask(`blobs/${layer.digest}`, {}, [200]);
  const bytes = await readAnswer(blob, {
    maxBytes: Math.min(maxBytes, layer.size),
    digest: layer.digest,
    name: reference,
    signal,
  });
  return { bytes, digest, resolved: formatOciReference({ ...place, digest }) };
}
