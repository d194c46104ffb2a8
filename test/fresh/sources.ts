/** The files of a project as somebody would begin it who has found the package today. */
export const SOURCES: Readonly<Record<string, string>> = {
  'vitest.config.ts': `import { airssys } from '@airssys/testing/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [airssys()],
  test: { testTimeout: 120_000, coverage: { include: ['src/**'], reporter: ['text', 'json-summary'] } },
});
`,
  'tsconfig.json': `{
  "compilerOptions": {
    "target": "es2024", "lib": ["es2024", "esnext.disposable", "dom"], "module": "nodenext", "types": [],
    "strict": true, "noEmit": true, "allowImportingTsExtensions": true, "skipLibCheck": true
  },
  "include": ["src", "test"]
}
`,
  'src/words.ts': `export const greeting = (name: string): string => \`hello \${name}\`;
`,
  'src/greeter.ts': `import { component, operation, requires, storage } from '@airssys/sdk';
import { greeting } from './words.ts';

@component({ id: 'fresh:greeter', version: '1.0.0' })
@requires('storage')
export class Greeter {
  @operation()
  greet(name: string): string {
    storage.set('last', name);
    return this.words(name);
  }

  words(name: string): string {
    return greeting(name);
  }
}
`,
  'test/mounted.test.ts': `import { expect, mount, test } from '@airssys/testing';
import type { Greeter } from '../src/greeter.ts';

test('greets', async () => {
  const greeter = await mount<typeof Greeter>('../src/greeter.ts', { grants: ['storage'] });
  const greeting = await greeter.greet('Ada');
  console.log(\`MOUNTED \${greeting}\`);
  expect(greeting).toContain('Ada');
});

test('stores nothing without a grant', async () => {
  const greeter = await mount<typeof Greeter>('../src/greeter.ts');
  await expect(greeter.greet('Ada')).toBeDenied('storage.write');
});
`,
  'test/imported.test.ts': `import { componentFixture } from '@airssys/testing';
import { test as base } from 'vitest';
import greeter from '../src/greeter.ts?component';
import type { Greeter } from '../src/greeter.ts';

const test = base.extend('greeter', componentFixture<typeof Greeter>(greeter, { grants: ['storage'] }));

test('greets', async ({ greeter, expect }) => {
  const greeting = await greeter.greet('Grace');
  console.log(\`IMPORTED \${greeting}\`);
  expect(greeting).toContain('Grace');
});
`,
  // The decorated class itself, in Node.
  'test/class.test.ts': `import { expect, test } from 'vitest';
import { Greeter } from '../src/greeter.ts';

test('has words', () => {
  expect(new Greeter().words('Ada')).toContain('Ada');
});
`,
};
