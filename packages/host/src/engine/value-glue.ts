/**
 * Counts what crosses a component's boundary, in the glue that lifts and lowers it. Before a string or a list becomes a value
 * of the host's heap, the glue says how much it is: a list of a million strings may be one and the same text of the guest's
 * memory, and the host would run out of its own. So it is with the handles that the glue keeps for the guest.
 *
 * INVARIANT: nothing of a size that the guest chooses is lifted before it is counted. Glue that lifts in a way that is not
 * known here (of another version of jco) is refused, and not run uncounted.
 */
import { AirssysError } from '@airssys/model';

/** What the glue calls on the function `instantiateCore`, besides {@link GlueHooks.pin}. */
export interface ValueHooks {
  /** Counts bytes that are about to leave the component. It throws where they are too many. */
  lift(bytes: number): void;
  /** The bytes of a list of numbers, counted. */
  copy(buffer: ArrayBuffer, at: number, length: number): ArrayBuffer;
  /** The bytes of a list of bytes, counted. `memory` is the guest's, as it is now. */
  bytes(memory: Uint8Array, at: number, length: number): Uint8Array;
  /** A decoder of strings that counts what it decodes. */
  decoder(decoder: TextDecoder): Pick<TextDecoder, 'decode'>;
  /** The guest's allocator, counting what the glue is about to put into the component. */
  allocator(realloc: Realloc): Realloc;
  /** Counts a place for a handle of a resource. Places are used again when handles are given up. */
  handle(): void;
  /** `count` of a resource's objects are remembered as made by the component. */
  made(count: number): void;
}

/** `cabi_realloc`, of the guest. */
export type Realloc = (at: number, oldBytes: number, align: number, newBytes: number) => number;

const DECODER = /= (new TextDecoder\([^)]*\));/g;
/** A list of numbers, copied as it is. */
const NUMBERS = /\b(memory\d+)\.buffer\.slice\((ptr\d+), \2 \+ (len\d+ \* \d+)\)/g;
/** A list, or a map, lifted one element after the other; of a length that is read, or one that the type says. */
const ELEMENTS = /for \(let i = 0; i < (len\d+|\d+); i\+\+\) \{\s*const base = \w+ \+ i \* (\d+);/g;
/** The same for the types that the glue knows as data: in asynchronous functions, futures and streams. */
const ANY_ELEMENTS = /const val = \[\];(\s*for \(var i = 0; i < len; i\+\+\) \{\s*const elemPtr = )/g;
/** Tables of handles live in the host's heap, and the guest adds to them without any call of the host. */
const HANDLE_PLACE = /const free = table\[0\] & ~T_FLAG;([^{}]*)if \(free === 0\) \{/g;
/** The same for streams, futures, tasks and sets of them. */
const WAITABLE_PLACE = /const freeIdx = this\.#data\[0\];\s*if \(freeIdx === 0\) \{/g;
const MADE = /\btable\._createdReps\.add\(rep\);/g;
const ALLOCATOR = /^(\s*realloc\d+(?:Async)? = )(exports\d+.+);$/gm;

/** What each of these takes in the host's heap, per element of the list that it is in: bytes, on V8, rounded up. */
const SLOT = 8;
const NESTED_LIST = 256;
const HANDLE = 256;
const STRING = 32;

/** What is written to a stream, which the guest may read itself: two hundred million elements of no size, if it likes. */
const STREAMED = /(let values = \[\];)(\s*if \(this\.#elemMeta\.isNone\))/g;
const STREAMED_COST = 64;

const ANY_COST = '(typedArray === undefined ? 64 + 16 * elemSize32 : 8)';

/** The glue with its values counted. */
export function withCountedValues(glue: string): string {
  const counted = glue
    .replaceAll(DECODER, '= instantiateCore.decoder($1);')
    .replaceAll(NUMBERS, 'instantiateCore.copy($1.buffer, $2, $3)')
    .replaceAll(ELEMENTS, (head: string, length: string, size: string, at: number, whole: string) => {
      const cost = Math.max(Number(size), costOfElement(bodyOf(whole, at)));
      return `instantiateCore.lift(${length} * ${cost});\n${head}`;
    })
    .replaceAll(ANY_ELEMENTS, `instantiateCore.lift(len * ${ANY_COST});\nconst val = [];$1`)
    .replaceAll(STREAMED, `$1 instantiateCore.lift(count * ${STREAMED_COST});$2`)
    .replaceAll(HANDLE_PLACE, '$& instantiateCore.handle();')
    .replaceAll(WAITABLE_PLACE, '$& instantiateCore.handle();')
    .replaceAll(MADE, '$& instantiateCore.made(table._createdReps.size);')
    .replaceAll(ALLOCATOR, '$1instantiateCore.allocator($2);');
  demandCounted(counted);
  return counted;
}

/** What one element takes in the host's heap at most, beside what strings and lists inside of it count themselves. */
function costOfElement(body: string): number {
  const count = (pattern: RegExp): number => body.match(pattern)?.length ?? 0;
  return (
    SLOT +
    // Fields, flags, and the parts of each case of a variant.
    SLOT * count(/\b(?!default\b)[A-Za-z_$][\w$]*: /g) +
    STRING * count(/\.decode\(|\bvalidateGuestChar\(/g) +
    NESTED_LIST * count(/= \[\];|= new Map\(\);|\binstantiateCore\.copy\(/g) +
    HANDLE * count(/\bObject\.create\(/g)
  );
}

/** From the first brace to the one that closes it. The names of WIT have no braces. */
function bodyOf(glue: string, from: number): string {
  let depth = 0;
  for (let at = glue.indexOf('{', from); at < glue.length; at += 1) {
    const character = glue[at];
    if (character === '{') depth += 1;
    else if (character === '}' && (depth -= 1) === 0) return glue.slice(from, at);
  }
  return glue.slice(from);
}

/** Each is a lift, or an allocation, that has not been changed. */
const UNCOUNTED: readonly RegExp[] = [
  /(?<!instantiateCore\.decoder\()new TextDecoder\(/,
  /\bmemory\d+\.buffer\.slice\(/,
  /(?<!instantiateCore\.lift\([^;]*\);\n)for \(let i = 0; i < (?:len\d+|\d+);/,
  /^\s*realloc\d+ = exports/m,
  /\bif \(free(?:Idx)? === 0\) \{(?! instantiateCore)/,
  /\._createdReps\.add\(\w+\);(?! instantiateCore)/,
];

function demandCounted(glue: string): void {
  const isStreamed = glue.includes('class ManagedBuffer ') && !glue.includes(`lift(count * ${STREAMED_COST})`);
  const isAnyList = glue.includes('function _liftFlatList(') && !glue.includes(ANY_COST);
  if (!isAnyList && !isStreamed && !UNCOUNTED.some((pattern) => pattern.test(glue))) return;
  throw new AirssysError('AIRSSYS_ENGINE_TRANSPILE', 'The glue lifts values in a way that cannot be counted', {
    hint: 'Use the version of jco that this host was made for.',
  });
}
