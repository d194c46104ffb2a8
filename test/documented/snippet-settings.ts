/** What the tests of the documents' snippets know of single ones. A snippet is named `DOCUMENT#INDEX`, fences of code counted from 0. */

/** Documents whose fences are all run by a test of their own. */
export const RUN_ELSEWHERE: readonly string[] = [
  'README.md', // test/readme.test.ts
  'docs/getting-started.md', // packages/create-airssys/test/getting-started.test.ts
  'docs/mapping.md', // test/mapping/page.test.ts
  'docs/composition.md', // packages/host/test/documented-composition.test.ts
];

/** What the text around a snippet speaks of: put before it, for its types to be checked. */
export const GIVEN: Readonly<Record<string, string>> = {
  'docs/capabilities.md#1': `import type { HostService } from '@airssys/host'; declare const billing: HostService;`,
  'docs/files.md#1': `import type { LoadedComponent } from '@airssys/host'; declare const component: LoadedComponent;`,
  'docs/supervision.md#1': `import type { LoadedComponent } from '@airssys/host'; declare const cart: LoadedComponent, ledger: LoadedComponent, report: LoadedComponent;`,
  'docs/imports.md#2': `import type { ComponentHost, LoadedComponent } from '@airssys/host'; declare const host: ComponentHost, shop: LoadedComponent;`,
  'packages/model/README.md#0': `import type { Manifest } from '@airssys/model'; declare const manifest: Manifest, orders: unknown, outcome: never, args: readonly unknown[], value: unknown;`,
  'examples/rate-limiter/README.md#0': `import type { Host } from '@airssys/host'; declare const host: Host;`,
  'packages/testing/README.md#2': `import { mockInterface, mount } from '@airssys/testing'; import { expect } from 'vitest'; import type { Shop } from '../src/shop.ts';`,
  'packages/testing/README.md#3': `import type { Mounted } from '@airssys/testing'; import type { Shop } from '../src/shop.ts'; import type { Session } from '../src/session.ts'; declare const $: Mounted<typeof Shop>['$'];`,
  'packages/testing/README.md#4': `import '@airssys/testing'; import { expect } from 'vitest'; declare const report: { forecast(): Promise<void>; read(path: string): Promise<string> };`,
};

/** Files of the project that a document's snippets import, by their path beside the folder of the snippets. */
export const GIVEN_FILES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'packages/testing/README.md': {
    'src/counter.ts': `export declare class Counter { increment(step: number): number }`,
    'src/shop.ts': `export declare class Shop { price(amount: number): string }`,
    'src/session.ts': `export declare class Session { constructor(name: string); write(key: string, value: string): void }`,
    'wit/generated/acme/rates/exchange.ts': `export type Fault = { readonly kind: 'closed' };\nexport declare function convert(amount: number, currency: string): { ok: true; value: number } | { ok: false; error: Fault };`,
  },
};

export interface RunSnippet {
  readonly snippet: string;
  /** Components that it loads, by file name; the source of each is another snippet, or a text of {@link SOURCES}. */
  readonly components?: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
  /** Sources that it reads, by their path; each another snippet, or a text of {@link SOURCES}. */
  readonly sources?: Readonly<Record<string, string>>;
  /** What is put in the place of something in it. */
  readonly instead?: readonly [string, string];
  /** What it prints. */
  readonly prints: readonly (string | RegExp)[];
}

const COUNTER = 'README.md#0';

/** Components that documents speak of and do not show. */
export const SOURCES: Readonly<Record<string, string>> = {
  cart: `import { component, operation } from '@airssys/sdk';
@component({ id: 'acme:cart', version: '1.0.0' })
export class Cart {
  @operation()
  total(pieces: number, price: number): number {
    return pieces * price;
  }
}
`,
  'counter-2': `import { component, operation, requires, storage, type u32 } from '@airssys/sdk';
@component({ id: 'demo:counter', version: '1.1.0' })
@requires('storage')
export class Counter {
  @operation()
  add(step: u32): u32 {
    const count = Number(storage.getText('count') ?? '0') + step;
    storage.set('count', String(count));
    return count;
  }

  @operation()
  spin(): void {}
}
`,
  'points-1': `import { component, onSnapshot, operation, type u32 } from '@airssys/sdk';
@component({ id: 'acme:points', version: '1.0.0', stateful: true })
export class Points {
  #total = 0;

  @operation()
  add(_customer: string, points: u32): u32 {
    this.#total += points;
    return this.#total;
  }

  @onSnapshot()
  state(): number {
    return this.#total;
  }
}
`,
  'counter-wit': `package demo:counter@1.0.0;

interface operations {
  add: func(step: u32) -> u32;
  spin: func();
}
`,
  adder: `(component
  (core module $m (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
  (core instance $i (instantiate $m))
  (func $add (param "a" s32) (param "b" s32) (result s32) (canon lift (core func $i "add")))
  (instance $math (export "add" (func $add)))
  (export "demo:calc/math@1.0.0" (instance $math)))`,
  program: `(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "done\\n")
  (data (i32.const 0) "\\10\\00\\00\\00\\05\\00\\00\\00")
  (func (export "_start") (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))`,
};

/** Components that packages/host/test/documented.test.ts builds and calls. */
export const BUILT_ELSEWHERE: readonly string[] = [
  'files',
  'processes',
  'storage',
  'secrets',
  'updates',
  'messaging',
].map((page) => `docs/${page}.md#0`);

/** Programs that come to an end by themselves. What others need is in {@link TYPES_ONLY}. */
export const RUN: readonly RunSnippet[] = [
  { snippet: 'docs/capabilities.md#0', components: { 'shop.wasm': 'cart' }, prints: [] },
  {
    snippet: 'docs/lifecycle.md#0',
    components: { 'counter.wasm': COUNTER, 'counter-2.wasm': 'counter-2' },
    prints: ['42'],
  },
  { snippet: 'docs/limits.md#0', prints: [] },
  { snippet: 'docs/messaging.md#1', components: { 'shop.wasm': 'docs/messaging.md#0' }, folders: ['data'], prints: [] },
  { snippet: 'docs/migration.md#0', components: { 'adder.wasm': 'adder' }, prints: ['42'] },
  { snippet: 'docs/secrets.md#1', prints: [] },
  {
    snippet: 'docs/serve.md#0',
    components: { 'web.wasm': 'docs/serve.md#1' },
    instead: ['port: 3000', 'port: 0'],
    prints: [/^http:\/\/127\.0\.0\.1:\d+$/],
  },
  { snippet: 'docs/storage.md#1', folders: ['data'], prints: ['1 entry, 8 bytes'] },
  { snippet: 'docs/supervision.md#0', components: { 'cart.wasm': 'cart' }, prints: [] },
  { snippet: 'docs/traces.md#0', prints: [] },
  {
    snippet: 'docs/updates.md#2',
    components: { 'points-1.wasm': 'points-1', 'points-2.wasm': 'docs/updates.md#0' },
    prints: ['step', 'step', 'step', 'step', 'step', 'completed'],
  },
  { snippet: 'docs/wasi.md#0', components: { 'program.wasm': 'program' }, folders: ['work'], prints: [] },
  { snippet: 'packages/host/README.md#0', components: { 'counter.wasm': COUNTER }, folders: ['data'], prints: [] },
  { snippet: 'packages/sdk/README.md#1', sources: { 'src/counter.ts': COUNTER }, prints: [] },
  { snippet: 'packages/sdk/README.md#2', sources: { 'src/counter.ts': COUNTER }, prints: [] },
  { snippet: 'packages/wit-gen/README.md#0', sources: { 'src/counter.ts': COUNTER }, prints: [] },
  {
    snippet: 'packages/wit-gen/README.md#1',
    components: { 'counter.wasm': COUNTER },
    sources: { 'wit/counter.wit': 'counter-wit' },
    prints: [/^package root:component;/, /^\[/],
  },
];

/** Why a snippet that is no component is not run. */
export const TYPES_ONLY: Readonly<Record<string, string>> = {
  'docs/audit.md#0': 'writes to /var/log',
  'docs/capabilities.md#1': 'a service of the reader',
  'docs/distribution.md#0': 'needs a registry; packages/host/test/distribution/oci.test.ts runs it with one',
  'docs/files.md#1': 'part of a program; the component is run by packages/host/test/documented.test.ts',
  'docs/imports.md#2': 'part of a program',
  'docs/lifecycle.md#1': 'goes on for ever',
  'docs/supervision.md#1': 'three components of the reader',
  'docs/updates.md#1': 'takes a minute, and needs callers',
  'examples/rate-limiter/README.md#0': 'part of a program; examples/rate-limiter/test does the same',
  'packages/model/README.md#0': 'values of a component of the reader',
  'packages/testing/README.md#0': 'a test; docs/testing has many that run',
  'packages/testing/README.md#1': 'a configuration, which every project of a template has',
  'packages/testing/README.md#2': 'part of a test',
  'packages/testing/README.md#3': 'part of a test',
  'packages/testing/README.md#4': 'part of a test',
};
