import { join } from 'node:path';
import { expect, test } from 'vitest';
import { componentize } from '../../../src/build/componentize.ts';
import { OTHER_BINDINGS } from '../../../src/runtime/starlingmonkey-integers.ts';
import { createWorkspace } from '../workspace.ts';

test('what the runtime finds around it at build time has its own error', async () => {
  const { dir } = createWorkspace();
  const building = componentize({
    engine: 'quickjs',
    bundle: {
      script: `throw new Error(${JSON.stringify(OTHER_BINDINGS)});`,
      sourceMap: JSON.stringify({ version: 3, sources: [], names: [], mappings: '' }),
    },
    projectDir: dir,
    wit: 'package test:other; world component {}',
    imports: [],
    packages: [],
    workDir: join(dir, 'work'),
  });
  await expect(building).rejects.toMatchObject({
    code: 'AIRSSYS_BUILD_ENGINE',
    message:
      'The component that componentize-js has made is not what this version of airssys expects: its bindings convert otherwise',
  });
});
