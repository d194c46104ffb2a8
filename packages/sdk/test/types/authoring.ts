/**
 * What an author's editor accepts and refuses. Compiled with standard decorators and with `experimentalDecorators`, by
 * authoring.test.ts; never run.
 */
import {
  type Borrow,
  component,
  type ComponentConfig,
  type ComponentMessage,
  type ComponentOptions,
  flags,
  type Flags,
  type HealthStatus,
  type HttpServerRequest,
  type HttpServerResponse,
  onHealth,
  onInitialize,
  onMessage,
  onMigrate,
  onRequest,
  onShutdown,
  onSnapshot,
  operation,
  type Own,
  requires,
  resource,
  s8,
  s64,
  u16,
  u32,
  u64,
  u8,
} from '@airssys/sdk';

// Numbers: what is known when it is compiled is checked by the functions, and what is not passes.
declare const someNumber: number;
declare const someBigint: bigint;

export const numbers: readonly [u8, u8, u16, u32, s8, s8, u64, u64, s64, u8, u64] = [
  u8(0),
  u8(255),
  u16(65_535),
  u32(4_294_967_295),
  s8(-128),
  s8(127),
  u64(0n),
  u64(18_446_744_073_709_551_615n),
  s64(-9_223_372_036_854_775_808n),
  u8(someNumber),
  u64(someBigint),
];

// @ts-expect-error too large
u8(256);
// @ts-expect-error below zero
u8(-1);
// @ts-expect-error a fraction
u8(1.5);
// @ts-expect-error too large, with as many digits
u16(65_536);
// @ts-expect-error too large for its digits to be written out
u32(1e21);
// @ts-expect-error too small
s8(-129);
// @ts-expect-error too large
s8(128);
// @ts-expect-error a bigint is wanted
u64(1);
// @ts-expect-error too large
u64(18_446_744_073_709_551_616n);
// @ts-expect-error too small
s64(-9_223_372_036_854_775_809n);
// @ts-expect-error a number is wanted
u8('1');

// A type alone takes every number: TypeScript has no ranges. `airssys check` says what is wrong with the literal.
export const unchecked: u8 = 300;
// The types do not mix up text and numbers, nor number and bigint.
// @ts-expect-error a number is wanted
export const text: u32 = '1';
// @ts-expect-error a bigint is wanted
export const narrow: u64 = 1;
// @ts-expect-error a number is wanted
export const wide: u32 = 1n;
// Arithmetic goes on as with any number.
export const sum: u32 = numbers[0] + numbers[1] * 2;

type Rights = Flags<'read' | 'write'>;
export const rights: Rights = flags('read');
// @ts-expect-error there is no such flag
export const more: Rights = flags('read', 'execute');

// Options.
export const options: ComponentOptions = { id: 'acme:shop', version: '1.0.0', limits: { timeoutMs: 500 } };
// @ts-expect-error a version is wanted
component({ id: 'acme:shop' });
// @ts-expect-error there is no such option
component({ id: 'acme:shop', version: '1.0.0', colour: 'red' });
// @ts-expect-error a number of bytes is wanted
component({ id: 'acme:shop', version: '1.0.0', limits: { maxMemoryBytes: '64 MiB' } });

// Permissions.
requires('storage', 'storage.read', 'clock', 'filesystem.read:/data/**', 'network.outbound:api.example.com:443');
// @ts-expect-error there is no such area
requires('teleport');
// @ts-expect-error there is no such action
requires('storage.destroy');
// @ts-expect-error the pattern is missing
requires('filesystem.read');
// @ts-expect-error files need a word on which
requires('filesystem');
// @ts-expect-error clocks have nothing to choose
requires('clock:local');

// An area of the host's own, declared where it is used.
declare module '@airssys/sdk' {
  interface CustomPermissions {
    'acme:billing': 'charge' | 'refund';
  }
}
requires('acme:billing.charge', 'acme:billing.refund:invoices');
// @ts-expect-error no such action
requires('acme:billing.burn');
// @ts-expect-error no such area
requires('acme:shop.charge');

@component({ id: 'acme:shop', version: '1.0.0' })
@requires('storage')
export class Shop {
  @onInitialize()
  start(config: ComponentConfig): void {
    this.note(config.limits.maxFuel ?? 0);
  }

  @onShutdown()
  async stop(): Promise<void> {}

  @onHealth()
  health(): HealthStatus {
    return 'healthy';
  }

  @onMessage()
  message(message: ComponentMessage): string | undefined {
    return message.correlationId;
  }

  @onRequest()
  async answer(request: HttpServerRequest): Promise<HttpServerResponse> {
    return { json: request.json() };
  }

  @onSnapshot()
  state(): { notes: u32[] } {
    return { notes: [] };
  }

  @onMigrate()
  takeOver(old: { notes: u32[] } | u32[], from: string): void {
    void [old, from];
  }

  @operation()
  @requires('random')
  note(value: u32): u32 {
    return value;
  }
}

export class Minimal {
  @onInitialize()
  start(): void {}

  @onHealth()
  async health(): Promise<'degraded'> {
    return 'degraded';
  }

  @onMessage()
  message(): void {}

  @onRequest()
  answer(): { body: string } {
    return { body: '' };
  }

  @onSnapshot()
  async state(): Promise<Uint8Array> {
    return new Uint8Array();
  }

  @onMigrate()
  takeOver(): void {}
}

export class Wrong {
  // @ts-expect-error it receives the configuration
  @onInitialize()
  start(path: string): void {
    void path;
  }

  // @ts-expect-error nothing is passed
  @onShutdown()
  stop(why: string): void {
    void why;
  }

  // @ts-expect-error a boolean is no status
  @onHealth()
  health(): boolean {
    return true;
  }

  // @ts-expect-error without its type written down the result is any text
  @onHealth()
  inferred() {
    return 'healthy';
  }

  // @ts-expect-error a number is no answer
  @onMessage()
  message(message: ComponentMessage): number {
    return message.sentAtMs;
  }

  // @ts-expect-error a text is no response
  @onRequest()
  answer(request: HttpServerRequest): string {
    return request.path;
  }

  // @ts-expect-error a request comes alone
  @onRequest()
  answerTwo(request: HttpServerRequest, other: string): HttpServerResponse {
    return { body: request.path + other };
  }

  // @ts-expect-error a response has a status that is a number
  @onRequest()
  answerText(): { status: string } {
    return { status: '200' };
  }

  // @ts-expect-error nothing is passed
  @onSnapshot()
  stateOf(part: string): string {
    return part;
  }

  // @ts-expect-error there is no state
  @onSnapshot()
  nothing(): void {}

  // @ts-expect-error JSON has no such numbers
  @onSnapshot()
  large(): bigint {
    return 1n;
  }

  // @ts-expect-error the version is a text
  @onMigrate()
  takeOver(old: string, from: number): void {
    void [old, from];
  }

  // @ts-expect-error there is no third argument
  @onMigrate()
  more(old: string, from: string, to: string): void {
    void [old, from, to];
  }

  // @ts-expect-error a message comes alone
  @onMessage()
  two(message: ComponentMessage, other: string): void {
    void [message, other];
  }

  // @ts-expect-error an operation is a method
  @operation()
  field = 1;

  // @ts-expect-error a class is marked, not a method
  @component({ id: 'acme:shop', version: '1.0.0' })
  method(): void {}
}

// @ts-expect-error a method is marked, not a class
@operation()
export class Marked {
  value = 1;
}

// Resources: classes with any constructor; what changes hands is the object all the same.
@resource()
export class Session {
  #size = 0;
  static made(): Session {
    return new Session('');
  }
  constructor(name: string) {
    this.#size = name.length;
  }
  size(): number {
    return this.#size;
  }
  [Symbol.dispose](): void {
    this.#size = 0;
  }
}

@resource()
export class Cursor {
  private constructor() {}
  static first(): Cursor {
    return new Cursor();
  }
}

export const kept: Own<Session>[] = [new Session('a'), Session.made()];
export const lent = (session: Borrow<Session>, own: Own<Session>): Session => (session.size() > 0 ? session : own);
// @ts-expect-error a record is no Session
kept.push({ name: 'a' });

// @ts-expect-error is called
@resource
export class Uncalled {
  method(): void {}
}

export class Methods {
  // @ts-expect-error is for classes
  @resource()
  method(): void {}
}
