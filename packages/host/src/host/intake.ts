/** From a file or bytes to what the registry keeps of a version. Nothing of it has run, and nothing is kept yet. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AirssysError } from '@airssys/model';
import { fetchComponent, type FetchOptions, isRemote } from '../distribution/fetch-component.ts';
import { readComponent } from '../engine/component-binary.ts';
import { hashOf } from '../registry/component-files.ts';
import type { InstallationSource, VersionRecord } from '../registry/component-record.ts';
import { demandAsRecorded } from '../versions/build-record.ts';
import { demandSigned, verifyComponent } from '../versions/signatures.ts';
import type { SignatureOptions } from './host-options.ts';

export interface Intake {
  readonly bytes: Uint8Array;
  readonly version: VersionRecord;
}

export interface IntakeOptions {
  readonly signatures: SignatureOptions | undefined;
  /** Where bytes have come from. */
  readonly from: string | undefined;
  /** How components are fetched that are elsewhere. */
  readonly sources: FetchOptions | undefined;
  readonly now: () => number;
}

/**
 * @throws AirssysError `AIRSSYS_ENGINE_INVALID_COMPONENT`, `AIRSSYS_MANIFEST_INVALID`, `AIRSSYS_SIGNATURE_REQUIRED`,
 *   `AIRSSYS_SIGNATURE_INVALID`; and as `fetchComponent` for what is not on this machine.
 */
export async function takeIn(given: string | Uint8Array, options: IntakeOptions): Promise<Intake> {
  const { signatures, from, now } = options;
  const name = typeof given === 'string' ? given : (from ?? 'the component');
  const { bytes, source } = await obtain(given, options);
  // INVARIANT: what is not signed as the host demands is not looked into further.
  const signed = signaturesOf(bytes, signatures, name);
  const binary = readComponent(bytes, name);
  demandAsRecorded(binary, name);
  const component = binary.manifest?.component;
  return {
    bytes,
    version: {
      hash: hashOf(bytes),
      version: component?.version ?? '',
      name: component ? `${component.namespace}:${component.name}` : '',
      sizeBytes: bytes.length,
      source,
      signatures: signed,
      addedAtMs: now(),
      description: component?.description ?? '',
      requested: component?.permissions ?? [],
      ...(component && { operations: component.operations }),
    },
  };
}

function signaturesOf(
  bytes: Uint8Array,
  options: SignatureOptions | undefined,
  name: string,
): VersionRecord['signatures'] {
  if (options === undefined) return [];
  const { required = true, trustedKeys } = options;
  return required ? demandSigned(bytes, trustedKeys, name) : verifyComponent(bytes, trustedKeys, name);
}

async function obtain(
  given: string | Uint8Array,
  { from, sources }: IntakeOptions,
): Promise<{ readonly bytes: Uint8Array; readonly source: InstallationSource }> {
  if (typeof given !== 'string') {
    // A copy: the caller may go on to write to its own.
    return { bytes: Uint8Array.from(given), source: { kind: 'bytes', ...(from !== undefined && { from }) } };
  }
  if (!isRemote(given)) return { bytes: await readBytes(given), source: { kind: 'file', path: resolve(given) } };
  const { bytes, resolved } = await fetchComponent(given, sources);
  return { bytes, source: { kind: 'remote', from: given, resolved } };
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new AirssysError('AIRSSYS_ENGINE_INVALID_COMPONENT', `${path} cannot be read`, {
      hint: 'Name a component file; `airssys build` makes one.',
      cause,
    });
  }
}
