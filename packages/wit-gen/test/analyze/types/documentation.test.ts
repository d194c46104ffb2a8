import { expect, test } from 'vitest';
import { validateWit } from '../../support/wit-tools.ts';
import { Workspace } from '../../support/workspace.ts';

const workspace = new Workspace();
const wit = (members: string, declarations?: string): string => workspace.wit(members, declarations);

test('doc comments become WIT documentation', () => {
  expect(
    wit(
      `
  /**
   * Adds. See {@link Sum} and {@link Sum | the sum}.
   *
   * Second paragraph.
   * @param left - The first one,
   *   over two lines.
   * @param right The other.
   * @returns nothing that is carried
   */
  @operation() add(left: Sum, right: u32): void {}`,
      `/**
 * A sum.
 * @deprecated tags are left out
 */
interface Sum { /** Of what. */ of: string }`,
    ),
  ).toMatchInlineSnapshot(`
    "/// A sum.
    record sum {
      /// Of what.
      of: string,
    }

    /// Adds. See Sum and the sum.
    ///
    /// Second paragraph.
    ///
    /// - \`left\`: The first one,
    ///   over two lines.
    /// - \`right\`: The other.
    add: func(left: sum, right: u32);"
  `);
});

test('stars of Markdown stay, and what WIT forbids in a comment is replaced', async () => {
  const text = wit(
    '  /** Turns\u202e the text\u0007. */ @operation() add(a: Level): void {}',
    "type Level =\n  /** **low** */\n  | 'low'\n  /**\n   * * a list\n   */\n  | 'high';",
  );
  expect(text).toMatchInlineSnapshot(`
    "enum level {
      /// **low**
      low,
      /// * a list
      high,
    }

    /// Turns� the text�.
    add: func(a: level);"
  `);
  await validateWit(`package a:b;\ninterface operations {\n${text}\n}\nworld component { export operations; }`);
});
