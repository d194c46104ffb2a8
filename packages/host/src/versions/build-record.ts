/** Whether a component is what its build record says. */
import { createHash } from 'node:crypto';
import { AirssysError, SECTION_PREFIX } from '@airssys/model';
import { type ComponentBinary, sectionsOf } from '../engine/component-binary.ts';

const CUSTOM_SECTION_ID = 0;
const PREAMBLE = 8;
/** A name's length is one byte of LEB128 up to 127. */
const NAME_AT = 1;

/**
 * Compares code and source map with their hashes in the build record. What is not recorded is not compared.
 *
 * INVARIANT: a component that was changed after its build, and still says how it was built, is refused.
 *
 * The record is no proof by itself: who changes a component can change the record. A signature covers both.
 *
 * @param binary A component, as `readComponent` gives it.
 * @param name What errors call it.
 * @throws AirssysError `AIRSSYS_MANIFEST_INVALID`, `AIRSSYS_ENGINE_INVALID_COMPONENT`.
 */
export function demandAsRecorded(binary: ComponentBinary, name: string): void {
  const { bytes, manifest, sourceMap } = binary;
  const { codeHash, sourceMapHash } = manifest?.build ?? {};
  if (codeHash !== undefined && codeHash !== hashOfCode(bytes, name)) throw changed(name, 'code');
  if (sourceMapHash !== undefined && sourceMap !== undefined && sourceMapHash !== sha256(sourceMap)) {
    throw changed(name, 'source map');
  }
}

/** The component without the sections of airssys. */
function hashOfCode(bytes: Uint8Array, name: string): string {
  const hash = createHash('sha256').update(bytes.subarray(0, PREAMBLE));
  let end = PREAMBLE;
  for (const { id, content, start } of sectionsOf(bytes, name)) {
    const from = end;
    end = start + content.length;
    const isOwn = id === CUSTOM_SECTION_ID && startsWith(content.subarray(NAME_AT), SECTION_PREFIX);
    if (!isOwn) hash.update(bytes.subarray(from, end));
  }
  return hash.digest('hex');
}

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function changed(name: string, what: string): AirssysError {
  return new AirssysError('AIRSSYS_MANIFEST_INVALID', `The ${what} of ${name} is not what its build record says`, {
    hint: 'It was changed after it was built: take it from where it was published, or build it again.',
    data: { name },
  });
}
