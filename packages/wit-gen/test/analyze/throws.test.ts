import { expect, test } from 'vitest';
import { printDeclarations, printWit } from '../../src/index.ts';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();

const ERRORS = `/** More was asked for than is there. */
export class InsufficientFunds extends Error {
  override readonly name = 'InsufficientFunds';
  /** How much is missing. */
  constructor(readonly missing: u64, protected readonly inner: string, private other: () => void) { super('x'); }
  get half(): u64 { return this.missing / 2n; }
  reveal(): void {}
  #secret = 1;
  static count = 0;
}
class Base extends RangeError { readonly since?: Date; }
class Locked extends Base { override cause = 'x'; readonly kind: 'soft' | 'hard' = 'soft'; }`;

test('one class is a record, several are a variant of records', () => {
  const { model, diagnostics } = workspace.members(
    `  @operation() @throws(InsufficientFunds) withdraw(amount: u64): u64 { return amount; }
  @throws(Locked, InsufficientFunds) @operation() async close(): Promise<void> {}
  @operation() @throws(Locked) open(/** Which one. */ id?: u32): string[] { return []; }`,
    ERRORS,
  );
  expect(diagnostics).toEqual([]);
  if (model === undefined) throw new Error('no model');
  expect(printWit(model, { imports: [] })).toMatchInlineSnapshot(`
    "package acme:sample@1.0.0;

    interface operations {
      /// More was asked for than is there.
      record insufficient-funds {
        message: string,
        missing: u64,
        half: u64,
      }

      enum locked-kind {
        soft,
        hard,
      }

      /// A moment: seconds since 1970-01-01T00:00:00Z, and nanoseconds of that second (below 1,000,000,000).
      record instant {
        seconds: s64,
        nanoseconds: u32,
      }

      record locked {
        message: string,
        kind: locked-kind,
        since: option<instant>,
      }

      variant close-failure {
        locked(locked),
        insufficient-funds(insufficient-funds),
      }

      withdraw: func(amount: u64) -> result<u64, insufficient-funds>;

      close: func() -> result<_, close-failure>;

      open: func(id: option<u32>) -> result<list<string>, locked>;
    }

    world component {
      export airssys:core/component-lifecycle@1.0.0;
      export operations;
    }
    "
  `);
  expect(printDeclarations(model)).toMatchInlineSnapshot(`
    "/** 64-bit unsigned integer. */
    export type u64 = bigint;

    /** 32-bit unsigned integer. */
    export type u32 = number;

    /** More was asked for than is there. */
    export interface InsufficientFunds extends Error {
      readonly name: 'InsufficientFunds';
      readonly missing: u64;
      readonly half: u64;
    }

    export type LockedKind =
      | 'soft'
      | 'hard';

    export interface Locked extends Error {
      readonly name: 'Locked';
      readonly kind: LockedKind;
      readonly since?: Date | undefined;
    }

    export type CloseFailure =
      | Locked
      | InsufficientFunds;

    export interface Sample {
      /** @throws {@link InsufficientFunds} */
      withdraw(amount: u64): u64;
      /**
       * @throws {@link Locked}
       * @throws {@link InsufficientFunds}
       */
      close(): Promise<void>;
      /** @throws {@link Locked} */
      open(id?: u32): readonly string[];
    }
    "
  `);
});
