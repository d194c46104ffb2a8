/** `airssys fuzz` of components that import interfaces of others. */
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Outcome } from '../support/command.ts';
import { Project } from '../support/project.ts';
import { runVitest, VITEST_CONFIG } from '../support/vitest.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const RATES = `package acme:rates@1.2.0;
interface exchange {
  variant fault { unknown-currency(string), closed }
  resource session {
    constructor(name: string);
    quote: func(amount: f64) -> f64;
  }
  convert: func(amount: f64, currency: string) -> result<f64, fault>;
  currencies: func() -> list<string>;
  open: func(name: string) -> session;
}`;

/** Believes what it is told by others, with faults that only some of their answers show. */
const TRADER = `import { component, operation } from '@airssys/sdk';
import { convert, currencies, open, Session } from '../wit/generated/acme/rates/exchange.js';
@component({ id: 'test:trader', version: '1.0.0' })
export class Trader {
  /** Takes it that somebody is there. */
  @operation()
  price(amount: number): string {
    const euros = convert(amount, 'USD');
    if (euros.ok) return euros.value + ' EUR';
    if (euros.error.kind === 'closed') throw new RangeError('nobody is there');
    return 'no rate for ' + euros.error.value;
  }
  /** Takes it that there are two at least. */
  @operation()
  second(): string {
    return (currencies()[1] as string).toUpperCase();
  }
  /** Takes it that a rate stays what it is. */
  @operation()
  quote(amount: number): void {
    using session = new Session('shop');
    if (session.quote(amount) === 1 && session.quote(amount) === 2) throw new RangeError('a rate that turns');
  }
  /** Asks for an object, which cannot be generated. */
  @operation()
  opened(): number {
    using session = open('shop');
    return session.quote(1);
  }
}`;

let project: Project;
beforeAll(async () => {
  project = new Project('fuzz-imports')
    .write('rates.wit', RATES)
    .write('src/trader.ts', TRADER)
    .write('vitest.config.mjs', VITEST_CONFIG);
  const { code, stderr } = await project.run(['wit', 'add', 'rates.wit']);
  if (code !== 0) throw new Error(stderr);
});

interface Found {
  readonly findings: readonly {
    readonly operation: string;
    readonly calls: readonly string[];
    readonly answers: readonly string[];
  }[];
  readonly denied: Readonly<Record<string, string>>;
}

const documentOf = ({ stdout }: Outcome): Found => JSON.parse(stdout) as Found; // the command's own
const found = async (...args: readonly string[]): Promise<Found> =>
  documentOf(await project.run(['fuzz', ...args, '--seed', '1', '--json']));

const FUZZ = ['fuzz', 'src/trader.ts', '--runs', '600', '--seed', '1'];
const OPEN = 'acme:rates/exchange@1.2.0: The answer of open cannot be generated';

test('what others answer is drawn, made small, and written with the test', async () => {
  const out = 'test/trader.fuzz.test.ts';
  const { findings, denied } = await found('src/trader.ts', '--runs', '600', '--out', out);
  expect(findings.map(({ operation, calls, answers }) => [operation, ...calls, ...answers])).toEqual([
    ['price', 'component.price(0)', 'acme:rates/exchange@1.2.0#convert answers {"ok":false,"error":{"kind":"closed"}}'],
    ['second', 'component.second()', 'acme:rates/exchange@1.2.0#currencies answers []'],
    ['quote', 'component.quote(0)', 'acme:rates/exchange@1.2.0#Session.quote answers 1, then 2'],
  ]);
  expect(denied).toEqual({ opened: expect.stringContaining(OPEN) });

  const failing = await runVitest(project.dir);
  expect(failing.stdout).toContain('3 failed (3)');
  for (const message of ['nobody is there', 'cannot read property', 'a rate that turns'])
    expect(failing.stderr).toContain(message);
  const mended = TRADER.replace("throw new RangeError('nobody is there')", "return 'later'")
    .replace('currencies()[1] as string', "currencies()[1] ?? ''")
    .replace("throw new RangeError('a rate that turns')", 'return');
  project.write('src/trader.ts', mended);
  expect(await runVitest(project.dir)).toMatchObject({ code: 0, stdout: expect.stringContaining('3 passed (3)') });
  project.write('src/trader.ts', TRADER);
});

test('a seed draws the same answers again', async () => {
  const [one, other] = await Promise.all([project.run(FUZZ), project.run(FUZZ)]);
  const timeless = ({ stdout }: Outcome): string => stdout.replace(/in [\d.]+ m?s,/, 'in <time>,');
  expect(timeless(one)).toBe(timeless(other));
  expect(one.stdout).toContain(`
   component.quote(0)
   acme:rates/exchange@1.2.0#Session.quote answers 1, then 2
`);
});

test('they can be denied instead', async () => {
  const { findings, denied } = await found('src/trader.ts', '--runs', '200', '--imports', 'denied');
  expect(findings).toEqual([]);
  expect(denied).toEqual({
    price: 'acme:rates/exchange@1.2.0#convert is denied',
    second: 'acme:rates/exchange@1.2.0#currencies is denied',
    quote: 'acme:rates/exchange@1.2.0#Session.quote is denied',
    opened: 'acme:rates/exchange@1.2.0#open is denied',
  });
});

/** Traps where it is told 9 or more by one function, and an error by another. */
const FOREIGN = `(component
  (import "acme:feed/feed@1.0.0" (instance $feed
    (export "next-one" (func (result u32)))
    (export "check" (func (result (result))))))
  (core func $next (canon lower (func $feed "next-one")))
  (core func $check (canon lower (func $feed "check")))
  (core module $m
    (import "" "next" (func $next (result i32)))
    (import "" "check" (func $check (result i32)))
    (func (export "read") (result i32)
      (if (i32.ge_u (call $next) (i32.const 9)) (then (if (call $check) (then (unreachable)))))
      (i32.const 1)))
  (core instance $i (instantiate $m
    (with "" (instance (export "next" (func $next)) (export "check" (func $check))))))
  (func $read (result u32) (canon lift (core func $i "read")))
  (instance $face (export "read" (func $read)))
  (export "acme:demo/face@1.0.0" (instance $face)))`;

test('a component of another toolchain is answered by its WIT', async () => {
  const other = new Project('fuzz-foreign-imports').write('foreign.wasm', await parse(FOREIGN));
  other.write('vitest.config.mjs', VITEST_CONFIG);
  const drawn = ['--runs', '400', '--seed', '1', '--out', 'test/foreign.fuzz.test.ts', '--json'];
  const { findings } = documentOf(await other.run(['fuzz', 'foreign.wasm', ...drawn]));
  expect(findings).toMatchObject([
    {
      operation: 'acme:demo/face@1.0.0#read',
      answers: [
        'acme:feed/feed@1.0.0#nextOne answers 9',
        'acme:feed/feed@1.0.0#check answers {"ok":false,"error":undefined}',
      ],
    },
  ]);
  const failing = await runVitest(other.dir);
  expect(failing.stdout).toContain('1 failed (1)');
  expect(failing.stderr).toContain('not to end in a trap, but it ended in unreachable');
});

test('resources that a component of another toolchain imports are refused', async () => {
  const text = FOREIGN.replace('(export "check"', '(export "line" (type (sub resource))) (export "check"');
  project.write('lines.wasm', await parse(text));
  expect(await project.run(['fuzz', 'lines.wasm'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('it has the resource line'),
  });
});
