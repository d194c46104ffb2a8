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
  expected = INVALID,
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
  flat('an enum past its cases', '$t', '7', INVALID, '(enum "a" "b")'),
  flat('a variant past its cases', '$t', '9', INVALID, '(variant (case "a") (case "b"))'),
  flat('a result that is neither', '(result)', '2', INVALID),
  flat('a char past Unicode', 'char', '0x110000', INVALID),
  flat('a char that is half of one', 'char', '0xd800', INVALID),
  flat('a bool that is neither', 'bool', '2', INVALID),
  flat('an s8 with more bits', 's8', '0x12345678', INVALID),
  flat('flags that are none', '$t', '-1', INVALID, '(flags "a" "b")'),
  flat('a float of every bit', 'f32', 'nan:0x7fffff', 'call: answers'),
  stored('an option in memory that is neither', '(option u32)', [7, 1]),
  stored('a string past the memory', 'string', [65_530, 100]),
  stored('a string of four gigabytes', 'string', [0, 0xffffffff]),
  stored('a string at the last address', 'string', [0xffffffff, 1]),
  stored('a string that is no UTF-8', 'string', [16, 4, 0x80c0feff]),
  stored('a string with half a character', 'string', [16, 3, 0x0080a0ed]),
  stored('a list past the memory', '(list u32)', [65_528, 3]),
  stored('a list of bytes past the memory', '(list u8)', [65_528, 9]),
  stored('a list of four billion bytes', '(list u8)', [0, 0xffffffff]),
  stored('a list of records past the memory', '(list $t)', [8, 0x0fffffff], INVALID, RECORD),
  stored('a list of strings past the memory', '(list string)', [8, 0x1fffffff]),
  stored('a list of lists past the memory', '(list (list u8))', [65_528, 2]),
  stored('a list between addresses', '(list u32)', [9, 3]),
  stored('a list of records between addresses', '(list $t)', [9, 3], INVALID, RECORD),
  answersAt(-1, INVALID),
  answersAt(65_535, INVALID),
  // The glue does not look at the alignment of what an answer points to; it stays inside of the memory.
  answersAt(9, 'call: answers'),
  {
    name: 'values: a string in UTF-16 past the memory',
    bytes: lifted({
      type: '(result string)',
      encoding: 'utf16',
      core: `${MEMORY} (data (i32.const 8) "${le(65_530, 100)}") (func (export "run") (result i32) (i32.const 8))`,
    }),
    expected: [INVALID],
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
