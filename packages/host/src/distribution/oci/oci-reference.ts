/** Where an artifact is in an OCI registry: `oci://HOST[:PORT]/NAME[:TAG][@sha256:HEX]`. */
import { AirssysError } from '@airssys/model';

export interface OciReference {
  /** Host, with its port where it is not the protocol's. */
  readonly registry: string;
  /** The repository: names with slashes between. */
  readonly repository: string;
  readonly tag: string | undefined;
  /** `sha256:` and 64 hexadecimal digits, of the manifest. */
  readonly digest: string | undefined;
}

export const OCI_SCHEME = 'oci://';
export const DIGEST: RegExp = /^sha256:[0-9a-f]{64}$/;

// OCI distribution specification, "Pulling manifests": what names and tags are made of.
const REFERENCE =
  /^(?<registry>[A-Za-z0-9.-]+(?::\d{1,5})?|\[[0-9a-fA-F:]+\](?::\d{1,5})?)\/(?<repository>[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;
/** Of host and repository together, as registries allow it. */
const MAX_LENGTH = 400;

/** @throws AirssysError `AIRSSYS_SOURCE_INVALID`. */
export function parseOciReference(text: string): OciReference {
  const rest = text.startsWith(OCI_SCHEME) ? text.slice(OCI_SCHEME.length) : '';
  const groups = rest.length <= MAX_LENGTH ? REFERENCE.exec(rest)?.groups : undefined;
  if (groups === undefined) {
    throw new AirssysError('AIRSSYS_SOURCE_INVALID', `${text} is no place in an OCI registry`, {
      hint: 'It looks like oci://registry.example/team/shop:1.2.0, in small letters, or with @sha256:… in the place of the tag.',
      data: { source: text },
    });
  }
  const { registry = '', repository = '', tag, digest } = groups; // the first two always match
  return { registry, repository, tag, digest };
}

/** The reference as text; with a digest, it is of one artifact for ever. */
export function formatOciReference({ registry, repository, tag, digest }: OciReference): string {
  return `${OCI_SCHEME}${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}
