/** Where a component is to be had: what `install` and `pull` are given. */
import { AirssysError } from '@airssys/model';
import { parseOciReference } from './oci/oci-reference.ts';

export type ComponentSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'oci'; readonly reference: string; readonly pinned: boolean }
  | NpmSource
  | { readonly kind: 'url'; readonly url: string; readonly digest: string | undefined };

export interface NpmSource {
  readonly kind: 'npm';
  readonly name: string;
  /** A version, a range, or a tag. */
  readonly range: string;
  /** As npm writes it: `sha512-` and base64. */
  readonly integrity: string | undefined;
}

const SCHEME = /^([a-z][a-z0-9+.-]+):\/\//i;
// What npm takes as names, and nothing that its command could take for something else.
const NPM =
  /^npm:(?<name>(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~][\w.~-]*)(?:@(?<range>[\w.^~*+-]+))?(?:#(?<integrity>sha512-[A-Za-z0-9+/]{86}==))?$/;
const URL_DIGEST = /^#(sha256:[0-9a-f]{64})$/;

/**
 * Reads `oci://HOST/NAME:TAG` or `…@sha256:HEX`, `npm:NAME@RANGE` with `#sha512-…` where it is pinned, `https://…` with `#sha256:HEX`
 * where it is pinned; all else is the path of a file.
 *
 * @throws AirssysError `AIRSSYS_SOURCE_INVALID`.
 */
export function parseComponentSource(text: string): ComponentSource {
  if (text.startsWith('npm:')) return npmSource(text);
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      return { kind: 'file', path: text };
    case 'oci':
      return { kind: 'oci', reference: text, pinned: parseOciReference(text).digest !== undefined };
    case 'http':
    case 'https':
      return urlSource(text);
    default:
      throw invalid(text, `nothing is known of ${scheme}://`);
  }
}

/** Whether a source names what it has by its content, so that it can be nothing else. A file has no other name. */
export function isPinned(source: ComponentSource): boolean {
  switch (source.kind) {
    case 'file':
      return true;
    case 'oci':
      return source.pinned;
    case 'npm':
      return source.integrity !== undefined;
    case 'url':
      return source.digest !== undefined;
  }
}

function npmSource(text: string): NpmSource {
  const groups = NPM.exec(text)?.groups;
  if (groups === undefined) throw invalid(text, 'it is no package of npm with a version');
  return {
    kind: 'npm',
    name: groups['name'] ?? '',
    range: groups['range'] ?? 'latest',
    integrity: groups['integrity'],
  };
}

function urlSource(text: string): ComponentSource {
  const url = URL.parse(text);
  if (url === null) throw invalid(text, 'it is no URL');
  // They would be kept in the history, and shown.
  if (url.username !== '' || url.password !== '')
    throw invalid(`${url.protocol}//…@${url.host}`, 'it has credentials in it');
  const digest = URL_DIGEST.exec(url.hash)?.[1];
  if (url.hash !== '' && digest === undefined) throw invalid(text, 'what follows # is no digest');
  url.hash = '';
  return { kind: 'url', url: url.href, digest };
}

function invalid(text: string, why: string): AirssysError {
  return new AirssysError('AIRSSYS_SOURCE_INVALID', `${text} is no place for components: ${why}`, {
    hint: 'Name a file, oci://HOST/NAME:TAG, npm:NAME@VERSION, or https://… (with #sha256:… where it is to be pinned).',
    data: { source: text },
  });
}
