/** Small binaries that say that they are giant, and binaries that make whoever reads them work. */
import { around, type Bytes, component, CORE, joined, leb, named, section, SECTION } from '../bytes.ts';
import type { HostileCase, Outcome } from '../hostile-case.ts';
import { text } from '../text.ts';

const INVALID: Outcome = 'load: AIRSSYS_ENGINE_INVALID_COMPONENT';
/** It is valid, and has no `run`. */
const UNKNOWN: Outcome = 'call: AIRSSYS_SANDBOX_OPERATION_UNKNOWN';
const MANY = leb(0xffffffff);

const bomb = (
  name: string,
  bytes: () => Uint8Array | Promise<Uint8Array>,
  ...expected: readonly Outcome[]
): HostileCase => ({
  name: `binary bomb: ${name}`,
  bytes,
  expected: expected.length === 0 ? [INVALID] : expected,
});
const declares = (what: string, id: number): HostileCase =>
  bomb(`four billion ${what}`, () => around(section(id, MANY)));

/** A module of one function without parameters. */
const code = (body: Bytes): Uint8Array => {
  const whole = joined([0], body, [0x0b]);
  return around(
    section(CORE.type, [1, 0x60, 0, 0]),
    section(CORE.function, [1, 0]),
    section(CORE.code, joined([1], leb(whole.length), whole)),
  );
};
const locals = (...runs: readonly (readonly number[])[]): Uint8Array => {
  const body = joined(leb(runs.length), ...runs, [0x0b]);
  return around(
    section(CORE.type, [1, 0x60, 0, 0]),
    section(CORE.function, [1, 0]),
    section(CORE.code, joined([1], leb(body.length), body)),
  );
};
const filled = (length: number, pattern: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(length * pattern.length);
  for (let at = 0; at < length; at += 1) bytes.set(pattern, at * pattern.length);
  return bytes;
};

/** Components within one another. */
function nested(depth: number): Uint8Array {
  let inner = component();
  for (let level = 0; level < depth; level += 1) inner = component(section(SECTION.component, inner));
  return inner;
}

/** Each type holds the one before it twice: `levels` definitions, 2 to the `levels` leaves. */
const doubled = (levels: number): string => `(component
  (type $t0 (tuple u8 u8))
  ${Array.from({ length: levels }, (_, at) => `(type $t${at + 1} (tuple $t${at} $t${at}))`).join('\n')}
  (core module $m (memory (export "memory") 1) (func (export "run") (result i32) (i32.const 8)))
  (core instance $i (instantiate $m))
  (func $run (result $t${levels}) (canon lift (core func $i "run") (memory (core memory $i "memory"))))
  (instance $ops (export "run" (func $run))) (export "test:guest/ops@1.0.0" (instance $ops)))`;

export const BINARY_BOMBS: readonly HostileCase[] = [
  declares('types', CORE.type),
  declares('imports', CORE.import),
  declares('functions', CORE.function),
  declares('tables', CORE.table),
  declares('memories', CORE.memory),
  declares('globals', CORE.global),
  declares('exports', CORE.export),
  declares('element segments', CORE.element),
  declares('bodies', CORE.code),
  declares('data segments', CORE.data),
  bomb('four billion data segments counted', () => around(section(CORE.dataCount, MANY), section(CORE.data, MANY))),
  bomb('four billion locals', () => locals([...MANY, 0x7f])),
  bomb('four billion locals twice, past 2³²', () => locals([...MANY, 0x7f], [...MANY, 0x7e])),
  bomb('fifty thousand and one locals', () => locals([...leb(50_001), 0x7f])),
  bomb('a br_table of four billion', () => code([0x41, 0, 0x0e, ...MANY, 0])),
  bomb(
    'a br_table of a million',
    () => code(joined([0x41, 0, 0x0e], leb(1_000_000), new Uint8Array(1_000_001))),
    'load: AIRSSYS_ENGINE_UNSUPPORTED',
  ),
  bomb(
    'a hundred thousand blocks in one another',
    () => code(joined(filled(100_000, [0x02, 0x40]), filled(100_000, [0x0b]))),
    UNKNOWN,
  ),
  bomb('a hundred thousand ifs without an end', () => code(filled(100_000, [0x41, 0, 0x04, 0x40]))),
  bomb('a function of eight megabytes', () => code(filled(4 << 20, [0x41, 0x00]))),
  bomb('a type of a million parameters', () =>
    around(section(CORE.type, joined([1, 0x60], leb(1_000_000), filled(1_000_000, [0x7f]), [0]))),
  ),
  bomb('a name of four gigabytes', () => around(section(CORE.import, [1, ...MANY]))),
  bomb('a name of a megabyte', () =>
    component(section(SECTION.import, joined([1, 0], named('a'.repeat(1 << 20)), [1, 0]))),
  ),
  bomb('a hundred thousand empty types', () =>
    around(section(CORE.type, joined(leb(1_000_001), filled(1_000_001, [0x60, 0, 0])))),
  ),
  bomb('a thousand components in one another', () => nested(1_000), UNKNOWN),
  // The transpiler would take a minute for a hundred kilobytes.
  {
    ...bomb('twenty thousand components in one another', () => nested(20_000), 'load: AIRSSYS_ENGINE_TRANSPILE'),
    isSlow: true,
  },
  bomb('four billion component types', () => component(section(SECTION.type, MANY))),
  bomb('component types in one another', () =>
    component(section(SECTION.type, joined([1], filled(5_000, [0x70]), [0x7f]))),
  ),
  bomb(
    'component instance types in one another',
    () => component(section(SECTION.type, joined([1], filled(5_000, [0x42, 1, 1])))),
    'load: AIRSSYS_ENGINE_TRANSPILE',
  ),
  bomb('types that double thirty times', text(doubled(30)), 'load: AIRSSYS_ENGINE_INVALID_COMPONENT'),
  { ...bomb('types that double sixteen times', text(doubled(16)), 'load: AIRSSYS_ENGINE_TRANSPILE'), isSlow: true },
  bomb('types that double twelve times', text(doubled(12)), 'call: answers'),
];
