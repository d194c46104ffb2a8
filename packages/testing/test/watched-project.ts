/** A project whose tests Vitest watches, inside of this package so that its imports resolve as its users' do. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Path of `vitest.mjs`. */
export const VITEST: string = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);

/** A component that greets by `greeting` of `src/words.ts`. */
export const GREETER = {
  'package.json': '{ "name": "watched", "private": true, "type": "module" }',
  'src/greeter.ts': `import { component, operation } from '@airssys/sdk';
import { greeting } from './words.ts';
@component({ id: 'test:greeter', version: '1.0.0' })
export class Greeter {
  @operation()
  greet(name: string): string { return greeting(name); }
}`,
};

/** Writes it, and answers its directory, which is removed when the test ends. The names of files are relative to it. */
export async function writeProject(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = join(import.meta.dirname, `fixtures/.tmp-${crypto.randomUUID()}`);
  onTestFinished(async () => await rm(dir, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  return dir;
}
