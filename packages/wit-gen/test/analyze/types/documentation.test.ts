import { expect, test } from 'vitest';
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
