/** Values that are none of their type, on their way out. */
import { OPS } from '../../written.ts';
import type { HostileCase, Outcome } from '../hostile-case.ts';
import { lifted } from '../text.ts';

const INVALID: Outcome = 'call: invalid-value';
const MEMORY = '(memory (export "memory") 1)';
const le = (...words: readonly number[]): string =>
  words
    .flatMap((word) => [0, 8, 16, 24].map((shift) => `\\${((word >>> shift) & 0xff).toString(16).padStart(2, '0')}`))
    .join('');

/** `run` answers with this number. `named` is the type `$t`. */
const flat = (name: string, type: string, value: string, expected: Outcome, named?: string): HostileCase => {
  const result = type === 'f32' ? 'f32' : 'i32';
  return {
    name: `values: ${name}`,
    bytes: lifted({
      ...(named && { named }),
      type: `(result ${type})`,
      core: `${MEMORY} (func (export "run") (result ${result}) (${result}.const ${value}))`,
    }),
    expected: [expected],
  };
};

/** `run` answers with these words, at address 8. */
const stored = (
  name: string,
  type: string,
  words: readonly number[],
  expected: Outcome,
  named?: string,
): HostileCase => ({
  name: `values: ${name}`,
  bytes: lifted({
    ...(named && { named }),
    type: `(result ${type})`,
    core: `${MEMORY} (data (i32.const 8) "${le(...words)}") (func (export "run") (result i32) (i32.const 8))`,
  }),
  expected: [expected],
});

const answersAt = (at: number, expected: Outcome): HostileCase => ({
  name: `values: an answer that lies at ${at}`,
  bytes: lifted({ type: '(result string)', core: `${MEMORY} (func (export "run") (result i32) (i32.const ${at}))` }),
  expected: [expected],
});

const RECORD = '(record (field "a" u64) (field "b" u64))';

export const VALUES: readonly HostileCase[] = [
  flat('an enum past its cases', '$t', '7', 'call: invalid-discriminant', '(enum "a" "b")'),
  flat('a variant past its cases', '$t', '9', 'call: invalid-discriminant', '(variant (case "a") (case "b"))'),
  flat('a result that is neither', '(result)', '2', 'call: invalid-discriminant'),
  flat('a char past Unicode', 'char', '0x110000', 'call: invalid-char'),
  flat('a char that is half of one', 'char', '0xd800', 'call: invalid-char'),
  flat('a bool that is neither', 'bool', '2', 'call: invalid-discriminant'),
  flat('an s8 with more bits', 's8', '0x12345678', INVALID),
  flat('flags that are none', '$t', '-1', INVALID, '(flags "a" "b")'),
  flat('a float of every bit', 'f32', 'nan:0x7fffff', 'call: answers'),
  stored('an option in memory that is neither', '(option u32)', [7, 1], 'call: invalid-discriminant'),
  stored('a string past the memory', 'string', [65_530, 100], 'call: string-out-of-bounds'),
  stored('a string of four gigabytes', 'string', [0, 0xffffffff], 'call: string-out-of-bounds'),
  stored('a string at the last address', 'string', [0xffffffff, 1], 'call: string-out-of-bounds'),
  stored('a string that is no UTF-8', 'string', [16, 4, 0x80c0feff], INVALID),
  stored('a string with half a character', 'string', [16, 3, 0x0080a0ed], INVALID),
  stored('a list past the memory', '(list u32)', [65_528, 3], 'call: list-out-of-bounds'),
  stored('a list of bytes past the memory', '(list u8)', [65_528, 9], 'call: list-out-of-bounds'),
  stored('a list of four billion bytes', '(list u8)', [0, 0xffffffff], 'call: list-out-of-bounds'),
  stored('a list of records past the memory', '(list $t)', [8, 0x0fffffff], 'call: list-out-of-bounds', RECORD),
  stored('a list of strings past the memory', '(list string)', [8, 0x1fffffff], 'call: list-out-of-bounds'),
  stored('a list of lists past the memory', '(list (list u8))', [65_528, 2], 'call: list-out-of-bounds'),
  stored('a list between addresses', '(list u32)', [9, 3], 'call: misaligned-pointer'),
  stored('a list of records between addresses', '(list $t)', [9, 3], 'call: misaligned-pointer', RECORD),
  answersAt(-1, 'call: pointer-out-of-bounds'),
  answersAt(65_535, 'call: pointer-out-of-bounds'),
  // The glue does not look at the alignment of what an answer points to; it stays inside of the memory.
  answersAt(9, 'call: answers'),
  {
    name: 'values: a string in UTF-16 past the memory',
    bytes: lifted({
      type: '(result string)',
      encoding: 'utf16',
      core: `${MEMORY} (data (i32.const 8) "${le(65_530, 100)}") (func (export "run") (result i32) (i32.const 8))`,
    }),
    expected: ['call: pointer-out-of-bounds'],
  },
  {
    name: 'values: a string in two encodings',
    bytes: lifted({
      type: '(result string)',
      encoding: 'latin1+utf16',
      core: `${MEMORY} (data (i32.const 8) "${le(16, 0x80000003, 0xd800d800)}") (func (export "run") (result i32) (i32.const 8))`,
    }),
    expected: ['load: AIRSSYS_ENGINE_TRANSPILE'],
  },
  {
    name: 'values: an argument that is a name of objects',
    bytes: lifted({
      type: '(param "e" $t) (result u32)',
      named: '(enum "a" "b")',
      core: `${MEMORY} (func (export "run") (param i32) (result i32) (local.get 0))`,
    }),
    drive: async (instance) => await instance.callExport(OPS, 'run', ['__proto__']),
    expected: [INVALID],
  },
];
