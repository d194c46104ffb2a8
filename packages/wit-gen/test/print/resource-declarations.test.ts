import { assert, expect, test } from 'vitest';
import { printDeclarations } from '../../src/index.ts';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();

test('resources: their methods, and what makes them', () => {
  const { model } = workspace.members(
    `  @operation() open(name: string): Session { return new Session(name); }
  @operation() take(session: Own<Session>, job: Job): Job { return job; }
  @operation() async *numbers(): AsyncGenerator<u32> {}`,
    `import { type Own, resource, type u32 } from '@airssys/sdk';
/** Entries of somebody. */
@resource()
export class Session {
  /**
   * Opens one.
   *
   * @param name whose it is
   */
  constructor(name: string, size?: u32) {}
  /** How many there are. */
  static count(): u32 { return 0; }
  /** Reads an entry. */
  read(key: string): string | undefined { return undefined; }
  fork(): Session { return this; }
}
@resource()
export class Cursor { private constructor() {} next(): Session { throw new Error(); } }
interface Job { session: Session; cursor?: Cursor }`,
  );
  assert(model !== undefined);
  expect(printDeclarations(model)).toMatchInlineSnapshot(`
    "/** 32-bit unsigned integer. */
    export type u32 = number;

    /** Entries of somebody. */
    export interface Session extends AsyncDisposable {
      /** Reads an entry. */
      read(key: string): Promise<string | undefined>;
      fork(): Promise<Session>;
    }

    /** The constructor and the statics of Session. */
    export interface SessionClass {
      /**
       * Opens one.
       *
       * @param name whose it is
       */
      'new'(name: string, size?: u32): Promise<Session>;
      /** How many there are. */
      count(): Promise<u32>;
    }

    export interface Cursor extends AsyncDisposable {
      next(): Promise<Session>;
    }

    export interface JobArgument {
      readonly session: Session;
      readonly cursor?: Cursor | undefined;
    }

    export interface Job {
      readonly session: Session;
      readonly cursor?: Cursor | undefined;
    }

    export interface Sample {
      open(name: string): Session;
      take(session: Session, job: JobArgument): Job;
      numbers(): AsyncIterable<u32>;
    }
    "
  `);
});
