/** From a file or bytes to what the registry keeps of a version. Nothing of it has run, and nothing is kept yet. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AirssysError } from '@airssys/model';
import { readComponent } from '../engine/component-binary.ts';
import { hashOf } from '../registry/component-files.ts';
import type { InstallationSource, VersionRecord } from '../registry/component-record.ts';
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
  readonly now: () => number;
}

/**
 * @throws AirssysError `AIRSSYS_ENGINE_INVALID_COMPONENT`, `AIRSSYS_MANIFEST_INVALID`, `AIRSSYS_SIGNATURE_REQUIRED`,
 *   `AIRSSYS_SIGNATURE_INVALID`, `AIRSSYS_CONFIG_INVALID` for a URL: a host fetches nothing.
 */
export async function takeIn(given: string | Uint8Array, { signatures, from, now }: IntakeOptions): Promise<Intake> {
  const source = sourceOf(given, from);
  const name = typeof given === 'string' ? given : (from ?? 'the component');
  // A copy: the caller may go on to write to its own.
  const bytes = typeof given === 'string' ? await readBytes(given) : Uint8Array.from(given);
  // INVARIANT: what is not signed as the host demands is not looked into further.
  const signed = signaturesOf(bytes, signatures, name);
  const component = readComponent(bytes, name).manifest?.component;
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

function sourceOf(given: string | Uint8Array, from: string | undefined): InstallationSource {
  if (typeof given !== 'string') return { kind: 'bytes', ...(from !== undefined && { from }) };
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(given)) return { kind: 'file', path: resolve(given) };
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `A component cannot be installed from ${given}`, {
    hint: 'Fetch it, and give the bytes, with `from` for the history.',
  });
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
