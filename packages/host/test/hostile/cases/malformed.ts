/** What is no component, or one no more. */
import { written } from '../../written.ts';
import { component, custom, joined, leb, module, named, section, SECTION } from '../bytes.ts';
import type { HostileCase, Outcome } from '../hostile-case.ts';
import { text } from '../text.ts';

const INVALID: Outcome = 'load: AIRSSYS_ENGINE_INVALID_COMPONENT';
const RUN = '(func (export "run") (result i32) (i32.const 1))';
const plain = async (): Promise<Uint8Array> => await written({ core: RUN });

/** Imports a function, and uses it. */
const using = (from: string, fn: string): string => `(component
  (import "${from}" (instance $h (export "${fn}" (func)))) (core func $f (canon lower (func $h "${fn}")))
  (core module $m (import "" "f" (func))) (core instance (instantiate $m (with "" (instance (export "f" (func $f)))))))`;

const malformed = (name: string, bytes: HostileCase['bytes'], expected: Outcome = INVALID): HostileCase => ({
  name: `malformed: ${name}`,
  bytes,
  expected: [expected],
});
const changed = (name: string, change: (bytes: Uint8Array) => Uint8Array, expected?: Outcome): HostileCase =>
  malformed(name, async () => change(await plain()), expected);

export const MALFORMED: readonly HostileCase[] = [
  malformed('nothing', () => new Uint8Array()),
  malformed('a text', () => new TextEncoder().encode('(component)')),
  malformed('a header alone', () => component(), 'call: AIRSSYS_SANDBOX_OPERATION_UNKNOWN'),
  malformed('half a header', () => component().slice(0, 6)),
  malformed('a core module', () => module()),
  malformed('a core module that says it is a component', () => joined(component(), section(1, [1, 0x60, 0, 0]))),
  malformed('of another version', () => component().with(4, 0x0e)),
  malformed('of a layer that there is not', () => component().with(6, 2)),
  malformed('zeroes', () => new Uint8Array(100_000)),
  changed('cut off in its first section', (bytes) => bytes.slice(0, 20)),
  changed('cut off at its end', (bytes) => bytes.slice(0, -1)),
  changed('a byte at the end', (bytes) => joined(bytes, [7])),
  changed('a section that there is not', (bytes) => joined(bytes, section(99, [0]))),
  changed('a section that ends past the file', (bytes) => joined(bytes, section(0, named('x'), 0xffffffff))),
  changed('a custom section whose name ends past it', (bytes) => joined(bytes, section(0, leb(0xffffffff)))),
  changed(
    'a custom section whose name is no UTF-8',
    (bytes) => joined(bytes, section(0, [2, 0xc0, 0x80])),
    'load: AIRSSYS_ENGINE_INVALID_COMPONENT',
  ),
  changed('a size of six bytes', (bytes) => joined(bytes, [0, 0x80, 0x80, 0x80, 0x80, 0x80, 0])),
  changed('a size longer than it needs to be', (bytes) => joined(bytes, [0], leb(2, 5), named('x')), 'call: answers'),
  changed(
    'a hundred thousand custom sections',
    (bytes) => joined(bytes, ...Array.from({ length: 100_000 }, () => custom('x', ''))),
    'call: answers',
  ),
  changed('its sections twice', (bytes) => joined(bytes, bytes.slice(8))),
  changed('its module with a flipped bit', (bytes) => bytes.with(18, (bytes[18] ?? 0) ^ 0x40)),
  malformed('an export of nothing', () => component(section(SECTION.export, joined([1, 0], named('a'), [1, 0x7f, 0])))),
  malformed('a module of random bytes', () =>
    component(
      section(
        1,
        joined(
          module(),
          Array.from({ length: 500 }, (_, at) => (at * 181 + 13) & 0xff),
        ),
      ),
    ),
  ),
  malformed(
    'imports what nobody offers',
    text(using('no:body/has-this@1.0.0', 'f')),
    'start: AIRSSYS_SANDBOX_IMPORT_MISSING',
  ),
  malformed(
    'imports a function that the interface has not',
    text(using('airssys:core/host-services@1.0.0', 'no-such')),
    'start: AIRSSYS_SANDBOX_IMPORT_MISSING',
  ),
  malformed('imports a component', text('(component (import "c" (component)))'), 'load: AIRSSYS_ENGINE_TRANSPILE'),
  malformed(
    'imports a core module and does nothing',
    text('(component (import "m" (core module)))'),
    'call: AIRSSYS_SANDBOX_OPERATION_UNKNOWN',
  ),
  malformed(
    'imports a function from nowhere',
    text(
      '(component (import "f" (func $f)) (core func $c (canon lower (func $f))) (core module $m (import "" "f" (func))) (core instance (instantiate $m (with "" (instance (export "f" (func $c)))))))',
    ),
    'start: AIRSSYS_SANDBOX_IMPORT_MISSING',
  ),
];
