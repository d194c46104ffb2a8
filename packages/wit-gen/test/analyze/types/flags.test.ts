import { expect, test } from 'vitest';
import { validateWit } from '../../support/wit-tools.ts';
import { Workspace } from '../../support/workspace.ts';

const workspace = new Workspace();
const wit = (members: string, declarations?: string): string => workspace.wit(members, declarations);

test('flags', async () => {
  const sdk = "import type { Flags } from '@airssys/sdk';";
  const text = wit(
    `  @operation() check(rights: Rights, more?: Flags<'z' | 'a' | 'canDo'>): Flags<Level> | null { return null; }
  @operation() again(file: File, one: Flags<'only'>, all: Rights[], level: Level): Partial<File> { return {}; }`,
    `${sdk}
/** What a caller may do. */
type Rights = Flags<
  /** Look at it. */
  | 'read'
  | 'write'
>;
type Level = 'low' | 'high';
interface File { rights: Rights; names: Flags<'u8' | 'list'> }`,
  );
  expect(text).toMatchInlineSnapshot(`
    "/// What a caller may do.
    flags rights {
      /// Look at it.
      read,
      write,
    }

    flags check-more {
      z,
      a,
      can-do,
    }

    flags flags-level {
      low,
      high,
    }

    flags file-names {
      %u8,
      %list,
    }

    record file {
      rights: rights,
      names: file-names,
    }

    flags again-one {
      only,
    }

    enum level {
      low,
      high,
    }

    record partial-file {
      rights: option<rights>,
      names: option<file-names>,
    }

    check: func(rights: rights, more: option<check-more>) -> option<flags-level>;

    again: func(file: file, one: again-one, all: list<rights>, level: level) -> partial-file;"
  `);
  await validateWit(`package a:b;\ninterface operations {\n${text}\n}\nworld component { export operations; }`);
  const many = Array.from({ length: 33 }, (_, index) => `'f${index}'`).join(' | ');
  expect([
    wit('  @operation() open(a: Flags<string>): void {}', sdk),
    wit('  @operation() none(a: Flags<never>): void {}', sdk),
    wit('  @operation() many(a: Many): void {}', `${sdk}\ntype Many = Flags<${many}>;`),
    wit("  @operation() alike(a: Flags<'a_b' | 'aB'>): void {}", sdk),
  ]).toMatchInlineSnapshot(`
    [
      "entry.ts:8:24 - error AIRSSYS_WIT_TYPE_LITERAL: parameter 'a' of 'open' has flags without names

    7 | export class Sample {
    8 |   @operation() open(a: Flags<string>): void {}
      |                        ^~~~~~~~~~~~~
    9 | }

    hint: Name each flag: Flags<'read' | 'write'>. For open names use Set<string>.",
      "entry.ts:8:24 - error AIRSSYS_WIT_TYPE_EMPTY: parameter 'a' of 'none' has no flags

    7 | export class Sample {
    8 |   @operation() none(a: Flags<never>): void {}
      |                        ^~~~~~~~~~~~
    9 | }

    hint: Name each flag: Flags<'read' | 'write'>. For open names use Set<string>.",
      "entry.ts:6:13 - error AIRSSYS_WIT_TYPE_UNSUPPORTED: parameter 'a' of 'many' has 33 flags, and WIT has at most 32

    5 | import type { Flags } from '@airssys/sdk';
    6 | type Many = Flags<'f0' | 'f1' | 'f2' | 'f3' | 'f4' | 'f5' | 'f6' | 'f7'
      |             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
    7 | @component({ id: 'acme:sample', version: '1.0.0' })

    hint: Split them in two, or use Set<T>, which is a list.",
      "entry.ts:8:25 - error AIRSSYS_WIT_NAME_COLLISION: the cases 'a_b' and 'aB' of AlikeA are both 'a-b' in WIT

    7 | export class Sample {
    8 |   @operation() alike(a: Flags<'a_b' | 'aB'>): void {}
      |                         ^~~~~~~~~~~~~~~~~~~
    9 | }

    hint: Rename one of them, or choose its name in WIT with @name.",
    ]
  `);
});
