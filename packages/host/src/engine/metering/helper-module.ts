import { op, type, u32, utf8 } from './encoding.ts';

/**
 * The helper: a module of two hundred bytes between a guest's hooks and the host's functions.
 *
 * Tables hold only WebAssembly functions, and only WebAssembly can decide whether to call a suspending import. It exports
 * `refill`, `memoryGrow` and `tableGrow`; it imports, from `host`, `refillNow`, `refillSuspending`, `memoryGrow`, `tableGrow`.
 *
 * `refill` asks `refillNow`, which answers at once: a grant, a negative number to stop, or 0 to be asked again through
 * `refillSuspending`, which suspends the stack. A suspending import throws where there is a JavaScript frame on the stack, so
 * whether it can be used is for `refillNow` to decide.
 *
 * INVARIANT: an exception on the way becomes the answer -1. It would otherwise pass through the guest, whose `catch_all` could go
 * on without fuel. (The older exception encoding is used because every Node that has JSPI knows it.)
 */
const REFILL_TYPE = 0;
const PERMISSION_TYPE = 1;

const refillBody = [
  ...[1, 1, type.i64], // one local: the answer of refillNow
  ...[op.try, type.i64],
  ...[op.call, 0, op.localTee, 0, op.i64Eqz],
  ...[op.if, type.i64, op.call, 1, op.else, op.localGet, 0, op.end],
  ...[op.catchAll, op.i64Const, 0x7f, op.end],
  op.end,
];

function importedFunction(name: string, typeIndex: number): number[] {
  return [...utf8('host'), ...utf8(name), 0, typeIndex];
}

function exportedFunction(name: string, index: number): number[] {
  return [...utf8(name), 0, index];
}

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  const body = [...u32(entries.length), ...entries.flat()];
  return [id, ...u32(body.length), ...body];
}

/** The bytes of the helper module. */
export function helperBytes(): Uint8Array<ArrayBuffer> {
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [
      [type.func, 0, 1, type.i64],
      [type.func, 4, type.i32, type.i32, type.i64, type.i64, 1, type.i32],
    ]),
    ...section(2, [
      importedFunction('refillNow', REFILL_TYPE),
      importedFunction('refillSuspending', REFILL_TYPE),
      importedFunction('memoryGrow', PERMISSION_TYPE),
      importedFunction('tableGrow', PERMISSION_TYPE),
    ]),
    ...section(3, [[REFILL_TYPE]]),
    ...section(7, [exportedFunction('refill', 4), exportedFunction('memoryGrow', 2), exportedFunction('tableGrow', 3)]),
    ...section(10, [[...u32(refillBody.length), ...refillBody]]),
  ]);
}
