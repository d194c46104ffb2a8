/** Bytes that one read asks for. */
export const PIECE = 65_536;

/** All pieces as one. */
export function concatenated(read: () => Uint8Array | undefined): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let piece = read(); piece !== undefined; piece = read()) {
    pieces.push(piece);
    length += piece.length;
  }
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
