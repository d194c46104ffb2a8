/** The settings of a project that components are written in. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VITEST_CONFIGS } from '../run/vitest-configs.ts';
import { type Check, type DoctorContext, type Finding, mend, ok, skipped } from './check.ts';
import type { ProjectFacts } from './project.ts';

export const projectCheck: Check = {
  name: 'package.json',
  run({ project }) {
    if (project === undefined) return skipped('no package.json here or above');
    if (project.manifest === undefined) {
      return mend(`${join(project.dir, 'package.json')} is not a JSON object`, 'Mend it: npm pkg get says where.');
    }
    if (project.manifest['type'] !== 'module') {
      return mend(
        `"type" is ${JSON.stringify(project.manifest['type']) ?? 'not set'}, so that Node takes modules for scripts`,
        'Make the project one of modules: npm pkg set type=module.',
      );
    }
    return ok('"type" is "module"');
  },
};

/** One class as authors write them. The compiler accepts its last lines only where it is strict. */
const PROBE = `import { component, operation, type u32 } from '@airssys/sdk';

@component({ id: 'airssys:doctor', version: '1.0.0' })
export class Doctor {
  @operation()
  length(text: string): u32 {
    return text.length;
  }
}

declare const perhaps: string | undefined;
// @ts-expect-error It may be missing.
export const text: string = perhaps;
`;
const UNUSED_EXPECTATION = 'TS2578';

export const compilerCheck: Check = {
  name: 'tsconfig.json',
  async run({ project }) {
    if (!usesSdk(project)) return skipped('the project does not ask for @airssys/sdk');
    const file = join(project.dir, `.airssys-doctor.${randomUUID()}.ts`);
    try {
      await writeFile(file, PROBE, { flag: 'wx' });
      return await tryOut(file, project);
    } catch (error) {
      if (!isDenied(error)) throw error;
      return mend(`${project.dir} cannot be written to: ${error.message}`, 'Builds write there. See who owns it.');
    } finally {
      await rm(file, { force: true });
    }
  },
};

async function tryOut(file: string, { dir }: ProjectFacts): Promise<Finding> {
  const { checkComponent } = await import('@airssys/sdk/build');
  const { diagnostics } = await checkComponent({ entry: file });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const first = errors.find(({ code }) => code !== UNUSED_EXPECTATION);
  const name = existsSync(join(dir, 'tsconfig.json')) ? 'tsconfig.json' : 'its settings';
  if (first) {
    return mend(
      `a class with @component does not compile with ${name}: ${first.code} ${first.message.split('\n')[0] ?? ''}`,
      'Compare it with the one of a new project: airssys new /tmp/example.',
    );
  }
  if (errors.length > 0) {
    return mend(
      '"strict" is off: a value that is missing would pass the compiler, and fail when the component runs',
      'Set "strict": true in "compilerOptions".',
    );
  }
  return ok(`a class with @component compiles with ${name}`);
}

export const vitestCheck: Check = {
  name: 'vitest',
  run({ project }) {
    if (project === undefined || !('@airssys/testing' in project.dependencies)) {
      return skipped('the project does not ask for @airssys/testing');
    }
    const hint = `Add plugins: [airssys()], from '@airssys/testing/vitest'.`;
    const found = VITEST_CONFIGS.find((name) => existsSync(join(project.dir, name)));
    if (found === undefined) return mend('there is no vitest.config.ts', `Make one. ${hint}`);
    // Read, not run: what it imports may be anything.
    const hasPlugin = readFileSync(join(project.dir, found), 'utf8').includes('@airssys/testing/vitest');
    return hasPlugin
      ? ok(`${found} has the plugin`)
      : mend(`${found} is without the plugin, so that tests cannot import classes with decorators`, hint);
  },
};

const usesSdk = (project: DoctorContext['project']): project is ProjectFacts =>
  project !== undefined && '@airssys/sdk' in project.dependencies;

const DENIED = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC']);

const isDenied = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && DENIED.has(String(error.code));
