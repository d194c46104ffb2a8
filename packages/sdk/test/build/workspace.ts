/** Folders with sources for builds, inside of the repository so that the packages resolve, outside of the SDK's own folder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const base = fileURLToPath(new URL('../../../../.tmp-', import.meta.url));

export interface Workspace {
  readonly dir: string;
  readonly write: (name: string, content: string) => string;
}

export function createWorkspace(files: Readonly<Record<string, string>> = {}): Workspace {
  const dir = mkdtempSync(base);
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const write = (name: string, content: string): string => {
    writeFileSync(join(dir, name), content);
    return join(dir, name);
  };
  write('package.json', '{ "type": "module" }');
  for (const [name, content] of Object.entries(files)) write(name, content);
  return { dir, write };
}

/** A component of one operation. */
export const component = (body: string, head = ''): string => `
import { component, operation, requires, files, storage, type u32 } from '@airssys/sdk';
${head}
/** For a test. */
@component({ id: 'test:subject', version: '1.2.3', author: 'A. Author', license: 'MIT' })
export class Subject {
  ${body}
}
`;
