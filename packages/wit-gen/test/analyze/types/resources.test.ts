import type { ComponentModel } from '@airssys/model';
import { assert, expect, test } from 'vitest';
import { printWit } from '../../../src/index.ts';
import { validateWit } from '../../support/wit-tools.ts';
import { Workspace } from '../../support/workspace.ts';

const workspace = new Workspace();
const SDK = "import { type Borrow, type Own, resource } from '@airssys/sdk';";

/** The model of what was analyzed last. */
function analyzed(): ComponentModel {
  const { model } = workspace.analyze();
  assert(model !== undefined);
  return model;
}

test('constructor, methods and statics; lent as parameters, own as results', async () => {
  workspace.write(
    'session.ts',
    `${SDK}
import { Cursor } from './cursor.ts';

/** Entries of somebody. */
@resource()
export class Session {
  #entries = new Map<string, string>();

  /**
   * Opens one.
   *
   * @param name whose it is
   */
  constructor(name: string, size?: number) {}

  /** How many there are. */
  static count(): number { return 0; }

  /** Reads an entry. */
  readOne(key: string): string | undefined { return this.#entries.get(key); }
  fork(): Session { return this; }
  merge(other: Session, last: Own<Session>): void {}
  cursor(): Cursor | undefined { return undefined; }
  private hidden(): void {}
  protected less(): void {}
  #least(): void {}
  [Symbol.dispose](): void {}
}
`,
  );
  workspace.write(
    'cursor.ts',
    `${SDK}
import type { Session } from './session.ts';

@resource()
export class Cursor {
  private constructor() {}
  session(): Session { throw new Error(); }
}
`,
  );
  const declarations = `${SDK}
import { Session } from './session.ts';
interface Job { session: Session; name: string }
type Outcome = { kind: 'done'; sessions: Session[] } | { kind: 'failed' };
type Taken = Own<Session>;`;
  const text = workspace.wit(
    `  @operation() open(name: string): Session { return new Session(name); }
  @operation() run(session: Session, borrowed: Borrow<Session>, own: Own<Session>, list: Taken[]): Own<Session>[] { return []; }
  @operation() work(job: Job, more?: Session): Job { return job; }
  @operation() last(outcome: Outcome): Outcome { return outcome; }`,
    declarations,
  );
  expect(text).toMatchInlineSnapshot(`
    "/// Entries of somebody.
    resource session {
      /// Opens one.
      ///
      /// - \`name\`: whose it is
      constructor(name: string, size: option<f64>);
      /// Reads an entry.
      read-one: func(key: string) -> option<string>;
      fork: func() -> session;
      /// - \`last\`: Taken over by the component: drop the handle after the call, it is of no use any more.
      merge: func(other: borrow<session>, last: borrow<session>);
      cursor: func() -> option<cursor>;
      /// How many there are.
      count: static func() -> f64;
    }

    record job-argument {
      session: borrow<session>,
      name: string,
    }

    record job {
      session: session,
      name: string,
    }

    variant outcome-argument {
      done(list<borrow<session>>),
      failed,
    }

    variant outcome {
      done(list<session>),
      failed,
    }

    resource cursor {
      session: func() -> session;
    }

    open: func(name: string) -> session;

    /// - \`own\`: Taken over by the component: drop the handle after the call, it is of no use any more.
    /// - \`list\`: Taken over by the component: drop the handle after the call, it is of no use any more.
    run: func(session: borrow<session>, borrowed: borrow<session>, %own: borrow<session>, %list: list<borrow<session>>) -> list<session>;

    work: func(job: job-argument, more: option<borrow<session>>) -> job;

    last: func(outcome: outcome-argument) -> outcome;"
  `);
  const model = analyzed();
  expect(model.operations.types.find((type) => type.name === 'session')).toMatchObject({
    kind: 'resource',
    source: 'Session',
    module: expect.stringMatching(/\/session\.ts$/) as string,
  });
  expect(model.operations.operations[1]?.params.map((param) => param.type)).toEqual([
    { kind: 'handle', resource: 'session', ownership: 'borrow' },
    { kind: 'handle', resource: 'session', ownership: 'borrow' },
    { kind: 'handle', resource: 'session', ownership: 'own' },
    { kind: 'list', element: { kind: 'handle', resource: 'session', ownership: 'own' }, as: 'array' },
  ]);
  await validateWit(printWit(model, { imports: [] }));
});

test('members of base classes, and a class that is marked by another name', async () => {
  const text = workspace.wit(
    '  @operation() open(): Child { return new Child(1); }',
    `import { resource as handle } from '@airssys/sdk';
class Base {
  constructor(readonly_: number) {}
  inherited(): string { return ''; }
  static made(): void {}
}
@handle()
class Child extends Base {
  own(): void {}
}
export { Child };`,
  );
  expect(text).toMatchInlineSnapshot(`
    "resource child {
      constructor(readonly: f64);
      %own: func();
      inherited: func() -> string;
      made: static func();
    }

    open: func() -> child;"
  `);
  await validateWit(printWit(analyzed(), { imports: [] }));
});

test('async iterables: one resource for each type of element', async () => {
  const text = workspace.wit(
    `  @operation() async *numbers(): AsyncGenerator<u32> {}
  @operation() more(): AsyncIterable<u32> { return this.numbers(); }
  @operation() async *pages(): AsyncIterableIterator<Page[]> {}
  @operation() async *names(): AsyncGenerator<string | undefined, void> {}
  @operation() both(): Promise<{ pages: AsyncIterable<Page>; count: u32 }> { throw new Error(); }`,
    "import type { u32 } from '@airssys/sdk';\ninterface Page { lines: string[] }",
  );
  expect(text).toMatchInlineSnapshot(`
    "/// Elements one after the other, as the component has them.
    resource u32-stream {
      /// The next element; none after the last one.
      next: func() -> option<u32>;
    }

    record page {
      lines: list<string>,
    }

    /// Elements one after the other, as the component has them.
    resource page-list-stream {
      /// The next element; none after the last one.
      next: func() -> option<list<page>>;
    }

    /// Elements one after the other, as the component has them.
    resource optional-string-stream {
      /// The next element; none after the last one.
      next: func() -> option<option<string>>;
    }

    /// Elements one after the other, as the component has them.
    resource page-stream {
      /// The next element; none after the last one.
      next: func() -> option<page>;
    }

    record both-result {
      pages: page-stream,
      count: u32,
    }

    numbers: func() -> u32-stream;

    more: func() -> u32-stream;

    pages: func() -> page-list-stream;

    names: func() -> optional-string-stream;

    both: func() -> both-result;"
  `);
  await validateWit(printWit(analyzed(), { imports: [] }));
});

test('a method that returns `this` gives an object of the class', () => {
  expect(
    workspace.wit(
      '  @operation() open(): Session { return new Session(); }',
      `${SDK}
@resource()
export class Session {
  set(key: string): this { return this; }
}`,
    ),
  ).toMatchInlineSnapshot(`
    "resource session {
      constructor();
      set: func(key: string) -> session;
    }

    open: func() -> session;"
  `);
});
