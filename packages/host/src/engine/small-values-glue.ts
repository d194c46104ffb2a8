/**
 * How the glue reads and writes small values. For each string and each list of bytes jco makes a view of the guest's memory and calls
 * an encoder or decoder, and it asks the memory for its buffer at every field: what most calls carry is so small that this costs more
 * than the bytes. An `ArrayBuffer` sliced off the memory costs more than a microsecond, V8's small typed arrays a twentieth of it.
 *
 * What is not known here word for word stays as it is. Larger values, and text that is more than ASCII, go the way they went.
 */

/**
 * The views are made anew when the memory has grown: by then its former buffer is detached, and has no length. No memory of a component
 * is shared, and no name of WIT begins with an underscore.
 */
const HELPERS = `
  let _seenMemory;
  let _seenBytes = new Uint8Array();
  let _seenView = new DataView(new ArrayBuffer());
  const _see = (memory) => {
    _seenMemory = memory;
    _seenBytes = new Uint8Array(memory.buffer);
    _seenView = new DataView(memory.buffer);
  };
  const _bytesIn = (memory) => {
    if (memory !== _seenMemory || _seenBytes.length === 0) _see(memory);
    return _seenBytes;
  };
  const _guestText = (memory, pointer, length) => {
    const bytes = _bytesIn(memory);
    const start = pointer >>> 0;
    if (length < 0 || length > 16 || start + length > bytes.length) return TEXT_DECODER_UTF8.decode(guestString(memory, pointer, length));
    let text = '';
    for (let at = start; at < start + length; at++) {
      const byte = bytes[at];
      if (byte > 127) return TEXT_DECODER_UTF8.decode(guestString(memory, pointer, length));
      text += String.fromCharCode(byte);
    }
    instantiateCore.lift(length);
    return text;
  };
  const _writeAscii = (text, memory, pointer) => {
    const bytes = _bytesIn(memory);
    if (text.length > 64 || pointer < 0 || pointer + text.length > bytes.length) return false;
    for (let at = 0; at < text.length; at++) bytes[pointer + at] = text.charCodeAt(at);
    return true;
  };
`;

const HEAD = /^export function instantiate\([^\n]*\) \{$/m;
const VIEW =
  /let dv = new DataView\(new ArrayBuffer\(\)\);\s*const dataView = mem => dv\.buffer === mem\.buffer \? dv : dv = new DataView\(mem\.buffer\);/;
const SEEN_VIEW = `const dataView = (memory) => {
    if (memory !== _seenMemory || _seenBytes.length === 0) _see(memory);
    return _seenView;
  };`;
const TEXT = /TEXT_DECODER_UTF8\.decode\(guestString\((memory\d+), (\w+), (\w+)\)\)/g;
/** At the end of the encoder, which has counted the bytes: as many as characters are ASCII. */
const ENCODED =
  /(const ptr = realloc\(0, 0, 1, len\);)(\s*const \{ read, written \} = TEXT_ENCODER_UTF8\.encodeInto\()/;
const LIFTED = /new Uint8Array\(instantiateCore\.copy\((memory\d+)\.buffer, (ptr\d+), (len\d+) \* 1\)\)/g;
const LOWERED =
  /(valData(\d+) = )(new Uint8Array\(val\2\.buffer \|\| val\2, val\2\.byteOffset, valLenBytes\2\);)\s*const out\2 = new Uint8Array\((memory\d+)\.buffer, ptr\2, valLenBytes\2\);\s*out\2\.set\(valData\2\);/g;

/** The glue with its bounds and its values counted, made quicker for small values. */
export function withSmallValues(glue: string): string {
  return glue
    .replace(VIEW, SEEN_VIEW)
    .replaceAll(TEXT, '_guestText($1, $2, $3)')
    .replace(ENCODED, '$1\n    if (len === s.length && _writeAscii(s, memory, ptr)) return { ptr, len, codepoints };$2')
    .replaceAll(LIFTED, 'instantiateCore.bytes(_bytesIn($1), $2, $3)')
    .replaceAll(LOWERED, '$1val$2 instanceof Uint8Array ? val$2 : $3\n            _bytesIn($4).set(valData$2, ptr$2);')
    .replace(HEAD, (head) => head + HELPERS);
}
