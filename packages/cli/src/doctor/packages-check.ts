import { join } from 'node:path';
import { type Check, mend, note, ok, skipped } from './check.ts';
import { installedPackage } from './project.ts';

/** Those whose versions are in step. @airssys/wit has versions of its own: those of the interfaces. */
const IN_STEP = ['@airssys/sdk', '@airssys/testing', '@airssys/host', '@airssys/cli', '@airssys/model'] as const;

/** The packages of airssys that the project has, and the command that runs, are of one version. */
export const packagesCheck: Check = {
  name: 'packages',
  run({ project }) {
    if (project === undefined) return skipped('no package.json here or above');
    const own = installedPackage('@airssys/cli', import.meta.filename)?.version ?? '';
    const found = IN_STEP.map((name) => ({
      name,
      version: installedPackage(name, join(project.dir, 'package.json'))?.version,
    }));
    const absent = found.filter(({ name, version }) => version === undefined && name in project.dependencies);
    if (absent.length > 0) {
      return mend(`${absent.map(({ name }) => name).join(', ')} of package.json is not installed`, 'Run npm install.');
    }
    const other = found.filter(({ version }) => version !== undefined && version !== own);
    if (other.length > 0) {
      const names = other.map(({ name, version }) => `${name} ${version ?? ''}`).join(', ');
      return mend(
        `${names} beside the command airssys ${own}`,
        `Give all packages of airssys one version: npm install ${other.map(({ name }) => `${name}@${own}`).join(' ')}.`,
      );
    }
    if (!('@airssys/sdk' in project.dependencies)) {
      return note(
        'package.json does not ask for @airssys/sdk',
        'Where components are written here: npm install @airssys/sdk.',
      );
    }
    const names = found.filter(({ version }) => version !== undefined).map(({ name }) => name);
    return ok(`${names.join(', ')}: all ${own}`);
  },
};
