import { expect, test } from 'vitest';
import { validateWit } from '../../support/wit-tools.ts';
import { Workspace } from '../../support/workspace.ts';

const workspace = new Workspace();
const wit = (members: string, declarations?: string): string => workspace.wit(members, declarations);

test('dates, and types that are called like theirs', async () => {
  const text = wit(
    '  @operation() plan(from: Date, to?: Date, all: readonly Date[] = []): Result<Span, Date> { throw from; }',
    'interface Span { from: Date; to: Date | null }',
  );
  expect(text).toMatchInlineSnapshot(`
    "/// A moment: seconds since 1970-01-01T00:00:00Z, and nanoseconds of that second (below 1,000,000,000).
    record instant {
      seconds: s64,
      nanoseconds: u32,
    }

    record span {
      %from: instant,
      to: option<instant>,
    }

    plan: func(%from: instant, to: option<instant>, all: option<list<instant>>) -> result<span, instant>;"
  `);
  await validateWit(`package a:b;\ninterface operations {\n${text}\n}\nworld component { export operations; }`);
  const instant = 'interface Instant { seconds: s64; nanoseconds: u32 }';
  expect([
    wit('  @operation() first(a: Date, b: Instant): void {}', instant),
    wit('  @operation() second(a: Instant, b: Date): void {}', instant),
    wit('  @operation() instant(a: Date): void {}'),
  ]).toMatchInlineSnapshot(`
    [
      "entry.ts:5:11 - error AIRSSYS_WIT_NAME_COLLISION: 'Instant' and 'Date' are both 'instant' in WIT

    4 | } from '@airssys/sdk';
    5 | interface Instant { seconds: s64; nanoseconds: u32 }
      |           ^~~~~~~
    6 | @component({ id: 'acme:sample', version: '1.0.0' })

    hint: Rename one of the two types. A type without a name is called after its
          place: give it one.",
      "entry.ts:8:38 - error AIRSSYS_WIT_NAME_COLLISION: 'Date' and 'Instant' (entry.ts, line 5) are both 'instant' in WIT

    7 | export class Sample {
    8 |   @operation() second(a: Instant, b: Date): void {}
      |                                      ^~~~
    9 | }

    hint: Rename one of the two types. A type without a name is called after its
          place: give it one.",
      "entry.ts:8:16 - error AIRSSYS_WIT_NAME_COLLISION: the operation 'instant' and the type 'Date' are both 'instant' in WIT

    7 | export class Sample {
    8 |   @operation() instant(a: Date): void {}
      |                ^~~~~~~
    9 | }

    hint: An interface has its types and operations side by side: rename one, such
          as getInstant.",
    ]
  `);
});
