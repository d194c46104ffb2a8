/** Memory and tables without end, and bulk operations of giant length. */
import type { HostileCase, Outcome } from '../hostile-case.ts';
import { core } from '../text.ts';

const RUN = '(func (export "run") (result i32)';

const bomb = (name: string, fields: string, ...expected: readonly Outcome[]): HostileCase => ({
  name: `bomb: ${name}`,
  bytes: core(fields),
  expected,
});

const GROW = (grow: string): string => `${RUN} (loop $l (br_if $l (i32.ne (${grow}) (i32.const -1)))) unreachable)`;
const pages = (count: number, size: string): string =>
  Array.from({ length: count }, () => `(memory ${size})`).join(' ');

export const MEMORY: readonly HostileCase[] = [
  bomb('a memory of 4 GiB at first', `(memory 65536) ${RUN} (i32.const 0))`, 'start: memory-limit'),
  // The transpiler takes modules of several memories, but not those of which it has to rewrite parts.
  bomb('a hundred memories at first', `${pages(100, '2')} ${RUN} (i32.const 0))`, 'load: AIRSSYS_ENGINE_TRANSPILE'),
  bomb('a 64-bit memory of 16 GiB at first', `(memory i64 262144) ${RUN} (i32.const 0))`, 'start: memory-limit'),
  bomb(
    'a 64-bit memory larger than any machine',
    `(memory i64 0x1000000000000) ${RUN} (i32.const 0))`,
    'load: AIRSSYS_ENGINE_UNSUPPORTED',
  ),
  bomb(
    'memory.grow by one page, over and over',
    `(memory 1) ${GROW('memory.grow (i32.const 1)')}`,
    'call: memory-limit',
  ),
  bomb(
    'memory.grow by everything',
    `(memory 1) ${RUN} (memory.grow (i32.const -1)) drop unreachable)`,
    'call: memory-limit',
  ),
  bomb(
    'memory.grow of a 64-bit memory by everything',
    `(memory i64 1) ${RUN} (memory.grow (i64.const -1)) drop unreachable)`,
    'call: memory-limit',
  ),
  bomb('a refused growth that is borne', `(memory 1) ${RUN} (memory.grow (i32.const 65000)))`, 'call: answers'),
  bomb(
    'writing where no memory is',
    `(memory 1) ${RUN} (i32.store offset=0xffffffff (i32.const -1) (i32.const 1)) (i32.const 0))`,
    'call: memory-out-of-bounds',
  ),
  bomb(
    'a segment past the end',
    `(memory 1) (data (i32.const 0xffff) "abc") ${RUN} (i32.const 0))`,
    'start: memory-out-of-bounds',
  ),
  bomb(
    'a segment with a giant offset',
    `(memory i64 1) (data (i64.const -1) "abc") ${RUN} (i32.const 0))`,
    'start: memory-out-of-bounds',
  ),
  bomb('a table of ten million at first', `(table 10000000 funcref) ${RUN} (i32.const 0))`, 'start: table-limit'),
  bomb(
    'a table larger than V8 makes',
    `(table 4294967295 funcref) ${RUN} (i32.const 0))`,
    'load: AIRSSYS_ENGINE_UNSUPPORTED',
  ),
  bomb(
    'a hundred tables at first',
    `${'(table 100 funcref) '.repeat(100)} ${RUN} (i32.const 0))`,
    'start: table-limit',
  ),
  bomb(
    'table.grow by one, over and over',
    `(table $t 1 funcref) ${GROW('table.grow $t (ref.null func) (i32.const 1)')}`,
    'call: table-limit',
  ),
  bomb(
    'table.grow by everything',
    `(table $t 1 externref) ${RUN} (table.grow $t (ref.null extern) (i32.const -1)) drop unreachable)`,
    'call: table-limit',
  ),
  bomb(
    'an element segment past the end',
    `(table 1 funcref) (elem (i32.const 1) $f) (func $f) ${RUN} (i32.const 0))`,
    'start: table-out-of-bounds',
  ),
  bomb(
    'a segment of a million elements',
    `(table 1 funcref) (elem $e funcref ${'(ref.null func) '.repeat(100_000)}) ${RUN} (table.init 0 $e (i32.const 0) (i32.const 0) (i32.const 100000)) (i32.const 0))`,
    'call: table-out-of-bounds',
  ),
  bomb(
    'memory.fill of four gigabytes',
    `(memory 1) ${RUN} (memory.fill (i32.const 0) (i32.const 1) (i32.const -1)) (i32.const 0))`,
    'call: out-of-fuel',
  ),
  bomb(
    'memory.copy of four gigabytes',
    `(memory 1) ${RUN} (memory.copy (i32.const 0) (i32.const 1) (i32.const -1)) (i32.const 0))`,
    'call: out-of-fuel',
  ),
  bomb(
    'memory.fill of 2⁶⁴ bytes',
    `(memory i64 1) ${RUN} (memory.fill (i64.const 0) (i32.const 1) (i64.const -1)) (i32.const 0))`,
    'call: out-of-fuel',
  ),
  bomb(
    'memory.fill of a megabyte, over and over',
    `(memory 16) ${RUN} (loop $l (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x100000)) (br $l)) (i32.const 0))`,
    'call: out-of-fuel',
  ),
  bomb(
    'table.fill of four billion',
    `(table $t 9 funcref) ${RUN} (table.fill $t (i32.const 0) (ref.null func) (i32.const -1)) (i32.const 0))`,
    'call: out-of-fuel',
  ),
  bomb(
    'memory.init past its segment',
    `(memory 1) (data $d "abc") ${RUN} (data.drop $d) (memory.init $d (i32.const 0) (i32.const 0) (i32.const 3)) (i32.const 0))`,
    'call: memory-out-of-bounds',
  ),
];
