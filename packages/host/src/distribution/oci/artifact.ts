/**
 * A component as an OCI artifact, in the layout that the CNCF's working group on WebAssembly has written down: an image manifest with one
 * layer, which is the component, and a configuration that tells what it is.
 */
import { createHash } from 'node:crypto';
import { AirssysError } from '@airssys/model';
import { DIGEST } from './oci-reference.ts';

export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG_TYPE = 'application/vnd.wasm.config.v0+json';
const LAYER_TYPE = 'application/wasm';

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** The names of what a component takes from outside and gives. */
export interface ComponentWorld {
  /** Such as `airssys:core/host-services@1.0.0`. */
  readonly imports: readonly string[];
  /** As {@link imports}. */
  readonly exports: readonly string[];
}

/** What an artifact tells of the component in it, to those who look at a registry. */
export interface ArtifactFacts {
  /** What the component takes from outside and gives. */
  readonly world: ComponentWorld;
  /** By the keys of OCI, such as `org.opencontainers.image.version`. */
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Artifact {
  readonly manifest: Uint8Array;
  readonly config: Uint8Array;
  readonly manifestDigest: string;
  readonly configDigest: string;
  readonly layerDigest: string;
}

export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** The artifact of a component. It has no time in it: the same component is the same artifact. */
export function artifactOf(component: Uint8Array, { world, annotations }: ArtifactFacts): Artifact {
  const layerDigest = digestOf(component);
  const config = Buffer.from(
    JSON.stringify({
      created: '1970-01-01T00:00:00Z', // others want to read one
      architecture: 'wasm',
      os: 'wasip2',
      layerDigests: [layerDigest],
      component: { exports: world.exports, imports: world.imports },
    }),
  );
  const configDigest = digestOf(config);
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST_TYPE,
      config: { mediaType: CONFIG_TYPE, digest: configDigest, size: config.length },
      layers: [{ mediaType: LAYER_TYPE, digest: layerDigest, size: component.length }],
      annotations,
    }),
  );
  return { manifest, config, layerDigest, configDigest, manifestDigest: digestOf(manifest) };
}

/**
 * The layer with the component.
 *
 * @throws AirssysError `AIRSSYS_SOURCE_INVALID` where the manifest is of something else.
 */
export function componentLayer(manifest: Uint8Array, name: string): Descriptor {
  const { config, layers } = parseManifest(manifest, name);
  if (mediaTypeOf(config) !== CONFIG_TYPE) throw noComponent(name, `its configuration is ${mediaTypeOf(config)}`);
  const found = Array.isArray(layers) ? layers.filter((one) => mediaTypeOf(one) === LAYER_TYPE) : [];
  const [layer] = found as Partial<Descriptor>[]; // checked below
  const { digest, size } = layer ?? {};
  const isDescriptor = typeof digest === 'string' && DIGEST.test(digest) && Number.isSafeInteger(size);
  if (found.length !== 1 || !isDescriptor) throw noComponent(name, `it has ${found.length} layers of ${LAYER_TYPE}`);
  return { mediaType: LAYER_TYPE, digest, size: Number(size) };
}

function parseManifest(bytes: Uint8Array, name: string): { readonly config?: unknown; readonly layers?: unknown } {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch (cause) {
    throw noComponent(name, 'its manifest is not JSON', cause);
  }
  throw noComponent(name, 'its manifest is no object');
}

function mediaTypeOf(value: unknown): string {
  const found = typeof value === 'object' && value !== null && 'mediaType' in value ? value.mediaType : undefined;
  return typeof found === 'string' ? found.slice(0, 100) : 'of no type';
}

function noComponent(name: string, why: string, cause?: unknown): AirssysError {
  return new AirssysError('AIRSSYS_SOURCE_INVALID', `${name} is not a component: ${why}`, {
    hint: 'It may be an image of a container. Components are published by `airssys publish` and other tools of WebAssembly.',
    data: { source: name },
    cause,
  });
}
