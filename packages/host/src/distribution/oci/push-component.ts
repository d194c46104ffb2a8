/** Puts a component into an OCI registry. */
import { AirssysError } from '@airssys/model';
import { digestDiffers } from '../http-transfer.ts';
import { type ArtifactFacts, artifactOf, digestOf, MANIFEST_TYPE } from './artifact.ts';
import { formatOciReference, type OciReference, parseOciReference } from './oci-reference.ts';
import { RegistryClient, type RegistryOptions } from './registry-client.ts';

/** How {@link pushComponent} publishes. */
export interface PushOptions extends RegistryOptions {
  /** What the artifact says of the component. */
  readonly facts: ArtifactFacts;
  /** Asks nothing of the registry: says which digest the artifact would have. Default false. */
  readonly dryRun?: boolean | undefined;
}

/** What {@link pushComponent} has published, or would. */
export interface PushedComponent {
  /** The reference with the digest: it is of this component for ever. */
  readonly reference: string;
  /** Of the artifact's manifest. */
  readonly digest: string;
  /** Of the component itself. */
  readonly componentDigest: string;
  /** Whether the registry had the component already. */
  readonly wasThere: boolean;
}

/**
 * Publishes a component as an OCI artifact, under the tag of a reference (`oci://HOST/NAME:TAG`; `latest` without one). The same component
 * is the same artifact, with the same digest, whoever publishes it.
 *
 * @param component Its bytes. They are not looked into.
 * @param reference Where it goes.
 * @param options What the artifact says, and how the registry is asked.
 * @throws AirssysError `AIRSSYS_SOURCE_INVALID`, `AIRSSYS_SOURCE_DENIED`, `AIRSSYS_SOURCE_UNREACHABLE`, and `AIRSSYS_SOURCE_DIGEST` where
 *   the registry has got something else than what was sent.
 */
export async function pushComponent(
  component: Uint8Array,
  reference: string,
  { facts, dryRun = false, ...options }: PushOptions,
): Promise<PushedComponent> {
  const place = parseOciReference(reference);
  if (place.digest !== undefined) {
    throw new AirssysError('AIRSSYS_SOURCE_INVALID', `${reference} names a digest, which follows from the component`, {
      hint: 'Publish it under a tag: oci://registry.example/team/shop:1.2.0.',
    });
  }
  const { manifest, config, manifestDigest, configDigest, layerDigest } = artifactOf(component, facts);
  const tagged: OciReference = { ...place, tag: place.tag ?? 'latest' };
  const pushed = {
    reference: formatOciReference({ ...tagged, digest: manifestDigest }),
    digest: manifestDigest,
    componentDigest: layerDigest,
  };
  if (dryRun) return { ...pushed, wasThere: false };
  const client = new RegistryClient(place, options, 'pull,push');
  const wasThere = await putBlob(client, component, layerDigest);
  await putBlob(client, config, configDigest);
  const request = { method: 'PUT', headers: { 'content-type': MANIFEST_TYPE }, body: manifest } as const;
  const answer = await client.ask(`manifests/${tagged.tag}`, request, [201]);
  await answer.body?.cancel();
  demandSame(answer, manifestDigest, reference);
  return { ...pushed, wasThere };
}

/** Answers whether it was there already. */
async function putBlob(client: RegistryClient, bytes: Uint8Array, digest: string): Promise<boolean> {
  const found = await client.ask(`blobs/${digest}`, { method: 'HEAD' }, [200, 404]);
  if (found.status === 200) return true;
  const begun = await client.ask('blobs/uploads/', { method: 'POST' }, [202]);
  await begun.body?.cancel();
  const location = begun.headers.get('location');
  if (location === null) {
    throw new AirssysError('AIRSSYS_SOURCE_INVALID', 'The registry does not say where the component is to be sent', {
      hint: 'It does not follow the specification of OCI registries.',
    });
  }
  const to = new URL(location, begun.url);
  to.searchParams.set('digest', digest);
  const headers = { 'content-type': 'application/octet-stream' };
  const answer = await client.ask(to.href, { method: 'PUT', headers, body: bytes }, [201]);
  await answer.body?.cancel();
  demandSame(answer, digest, digestOf(bytes));
  return false;
}

/** INVARIANT: what the registry says it has is what was sent. */
function demandSame(answer: Response, digest: string, name: string): void {
  const told = answer.headers.get('docker-content-digest');
  if (told !== null && told !== digest) throw digestDiffers(name, digest, told);
}
