/** What is printed of random interfaces, read and bound, is the same interface again on the wire. */
import { operationsInterface } from '@airssys/model';
import fc from '../../../../test/properties.ts';
import { expect, it } from 'vitest';
import { bindInterface, printWit, readWit } from '../../src/index.ts';
import { cases } from '../properties/interfaces.ts';

const CORE = 'package airssys:core@1.0.0; interface component-lifecycle {} interface host-services {}';

/** The interface's text without documentation, which says the parameters' in another way. */
const bare = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.trim().startsWith('///') && line.trim() !== '')
    .join('\n');

it('binding an interface keeps what it is in WIT', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(cases, ({ model: component }) => {
      const text = printWit(component, { imports: [] });
      const { document, diagnostics } = readWit({
        files: [{ path: 'own.wit', text }],
        dependencies: [[{ path: 'core.wit', text: CORE }]],
      });
      if (document === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
      if (component.operations.operations.length === 0) return;
      const { bound } = bindInterface(document, operationsInterface(component));
      if (bound === undefined) throw new Error(`refused: ${text}`);
      const again = printWit({ ...component, operations: bound.model }, { imports: [] });
      expect(bare(again)).toBe(bare(text));
      expect(bound.printModule({ generator: 'a test', specifierOf: (id) => id })).toContain('importInterface');
    }),
    { numRuns: 100 },
  );
});
