/**
 * Makes the bindings of componentize-js give text as it was sent: their decoder takes U+FEFF at the start of a string for
 * a mark of the encoding, and drops it. They are a script in a realm of their own, as for starlingmonkey-integers.ts.
 *
 * @param imported a function that the bindings have made: the way into their realm.
 * @throws Error where the bindings are others than this was written for.
 */
export function keepByteOrderMarks(imported: (...args: never[]) => unknown): void {
  const evaluate = imported.constructor as FunctionConstructor;
  // Interfaces without text have no decoder; every component has one, for what its lifecycle is given.
  const decoded: unknown = evaluate(`
    const exact = new TextDecoder('utf-8', { ignoreBOM: true });
    TEXT_DECODER_UTF8.decode = (bytes) => exact.decode(bytes);
    return TEXT_DECODER_UTF8.decode(new Uint8Array([0xef, 0xbb, 0xbf]));
  `)();
  if (decoded !== '\ufeff') throw new Error('The bindings of componentize-js drop marks of byte order');
}
