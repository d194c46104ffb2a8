/** The packages that make a component of a class: each is there, in the version that the SDK was made for, and loads. */
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Check, type DoctorContext, type Finding, mend, ok } from './check.ts';
import { installedPackage, type InstalledPackage } from './project.ts';

const SDK = '@airssys/sdk';
const TOOLS = [
  'typescript',
  'esbuild',
  'componentize-qjs',
  '@bytecodealliance/componentize-js',
  '@bytecodealliance/jco-transpile',
] as const;

const INSTALL = 'Install again, with optional packages, on this machine: rm -r node_modules, then npm ci.';

export const toolsCheck: Check = {
  name: 'tools',
  async run(context) {
    const sdk = sdkOf(context);
    if (sdk === undefined) return mend(`${SDK} is not installed`, 'Install it: npm install @airssys/sdk.');
    const found = TOOLS.map((name) => ({ name, installed: installedPackage(name, realpathSync(sdk.file)) }));
    for (const { name, installed } of found) {
      const finding = faultOf(name, installed, sdk);
      if (finding) return finding;
    }
    const failed = await firstThatFails(dirname(realpathSync(sdk.file)));
    if (failed !== undefined) {
      return mend(`${failed.name} is installed, but does not load: ${failed.message}`, INSTALL);
    }
    return ok(found.map(({ name, installed }) => `${name} ${installed?.version ?? ''}`).join(', '));
  },
};

/** The one that the project's tests build with, else the command's own. */
function sdkOf({ project }: DoctorContext): InstalledPackage | undefined {
  const ofProject = project && installedPackage(SDK, join(project.dir, 'package.json'));
  return ofProject ?? installedPackage(SDK, import.meta.filename);
}

function faultOf(name: string, installed: InstalledPackage | undefined, sdk: InstalledPackage): Finding | undefined {
  const wanted = (sdk.manifest['dependencies'] as Readonly<Record<string, string>> | undefined)?.[name];
  if (installed === undefined) return mend(`${name} is not installed, which ${SDK} ${sdk.version} needs`, INSTALL);
  if (wanted === undefined || wanted === installed.version) return undefined;
  return mend(
    `${name} is ${installed.version}, and ${SDK} ${sdk.version} was made for ${wanted}`,
    'Remove what asks for another version ("overrides" in package.json, say), and install again: npm install.',
  );
}

/** Loads each in a process of its own: some are native, and one for another machine may end the process. */
const LOADER = `
for (const name of ${JSON.stringify(TOOLS)}) {
  console.log(JSON.stringify({ name }));
  try {
    const loaded = await import(name);
    if (name === 'esbuild') await loaded.transform('');
  } catch (error) {
    console.log(JSON.stringify({ name, message: String(error?.message ?? error).split('\\n')[0] }));
    process.exit();
  }
}
console.log(JSON.stringify({}));
process.exit();`;

/** @param cwd where names of packages are looked up from. */
async function firstThatFails(cwd: string): Promise<{ readonly name: string; readonly message: string } | undefined> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', LOADER], {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const ending = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(`the process ended with ${signal ?? String(code)}`));
  });
  // The last line tells how far it came.
  const last = JSON.parse(text.trimEnd().split('\n').at(-1) || '{"name":"node"}') as {
    name?: string;
    message?: string;
  };
  return last.name === undefined ? undefined : { name: last.name, message: last.message ?? ending };
}
