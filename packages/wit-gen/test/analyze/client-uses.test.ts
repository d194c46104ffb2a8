import { expect, test } from 'vitest';
import { Workspace } from '../support/workspace.ts';

test('the first use of each client is found, by whatever name, and no import or type counts', () => {
  const workspace = new Workspace();
  workspace.write(
    'own.ts',
    "export const random = { number: () => 4 };\nexport { storage as box } from '@airssys/sdk';\n",
  );
  workspace.write(
    'helper.ts',
    "import * as sdk from '@airssys/sdk';\nexport const read = (): Uint8Array => sdk.files.read('/a');\nexport type R = typeof sdk.random;\n",
  );
  const { clientUses } =
    workspace.source(`import { component, messaging, operation, storage as store } from '@airssys/sdk';
import { random } from './own.ts';
import { read } from './helper.ts';
@component({ id: 'acme:sample', version: '1.0.0' })
export class Sample {
  @operation() run(): void {
    store.set('a', read());
    store.delete('a');
    random.number();
  }
  unused(kind: typeof messaging): void {}
}
`);
  expect(clientUses).toEqual([
    { client: 'storage', file: workspace.path('entry.ts'), line: 7, column: 5, length: 5 },
    { client: 'files', file: workspace.path('helper.ts'), line: 2, column: 39, length: 9 },
  ]);
});
