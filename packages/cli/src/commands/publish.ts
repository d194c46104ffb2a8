/** `airssys publish`: a component to where others get it. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  pushComponent,
  publishNpmComponent,
  readComponent,
  type NpmComponentFiles,
  type NpmPackageFacts,
} from '@airssys/host';
import type { ComponentModel } from '@airssys/model';
import { readNamedFile, type SourceFlags } from '../component-file.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { readLayout } from '../inspect/layout.ts';
import type { CommandIo } from '../io.ts';
import { printJson } from '../report/json.ts';
import { formatBytes } from '../report/numbers.ts';
import { printable } from '../report/text.ts';
import { usageError } from '../report/usage-error.ts';

export interface PublishFlags extends SourceFlags {
  readonly npm?: boolean;
  readonly name?: string;
  readonly tag: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** @param args Where to, unless it is a package of npm; and the component. */
export async function publishCommand(io: CommandIo, args: readonly string[], flags: PublishFlags): Promise<ExitCode> {
  const [place, component] = flags.npm === true ? [undefined, ...args] : args;
  if (component === undefined || args.length !== (flags.npm === true ? 1 : 2)) {
    throw usageError(
      flags.npm === true ? '--npm publishes one component, and takes no place' : 'A place and a component are needed',
      'airssys publish oci://HOST/NAME:TAG COMPONENT, or airssys publish --npm COMPONENT.',
    );
  }
  const bytes = await readNamedFile(component, 'a component; `airssys build` makes one');
  const model = readComponent(bytes, component).manifest?.component;
  return place === undefined
    ? await toNpm(io, component, model, flags)
    : await toRegistry(io, { place, component, bytes, model }, flags);
}

interface Publication {
  readonly place: string;
  readonly component: string;
  readonly bytes: Uint8Array;
  readonly model: ComponentModel | undefined;
}

async function toRegistry(
  io: CommandIo,
  { place, component, bytes, model }: Publication,
  flags: PublishFlags,
): Promise<ExitCode> {
  const { imports, exports } = readLayout(bytes) ?? { imports: [], exports: [] };
  const { insecure, dryRun } = flags;
  const facts = { world: { imports, exports }, annotations: annotationsOf(model) };
  const options = { facts, insecure, dryRun, env: io.env, signal: io.catchInterrupt() };
  const pushed = await pushComponent(bytes, place, options);
  if (flags.json === true) {
    printJson(io, { component, bytes: bytes.length, dryRun: dryRun === true, ...pushed });
  } else {
    io.stderr.write(
      `${dryRun === true ? 'would publish' : 'published'} ${printable(component)} (${formatBytes(bytes.length)})\n`,
    );
    io.stdout.write(`${printable(pushed.reference)}\n`);
  }
  return EXIT.ok;
}

/** By the keys of the OCI image specification. */
function annotationsOf(model: ComponentModel | undefined): Readonly<Record<string, string>> {
  if (model === undefined) return {};
  const { namespace, name, version, description, author, license } = model;
  const known = { title: `${namespace}:${name}`, version, description, authors: author, licenses: license };
  const told = Object.entries(known).filter(([, value]) => value !== '');
  return Object.fromEntries(told.map(([key, value]) => [`org.opencontainers.image.${key}`, value]));
}

async function toNpm(
  io: CommandIo,
  component: string,
  model: ComponentModel | undefined,
  flags: PublishFlags,
): Promise<ExitCode> {
  if (model === undefined) {
    throw usageError(
      `${component} does not say which version it is`,
      'Components of airssys do: `airssys build` makes one.',
    );
  }
  const { namespace, name, version, description, author, license } = model;
  const { registry, tag, dryRun } = flags;
  const packageName = flags.name ?? `@${namespace}/${name}`;
  const facts: NpmPackageFacts = {
    name: packageName,
    version,
    description,
    author,
    license,
    readme: readmeOf(packageName, model),
  };
  const options = { npmRegistry: registry, tag, dryRun, env: io.env, signal: io.catchInterrupt() };
  const published = await publishNpmComponent(facts, filesBeside(component), options);
  const reference = `npm:${published.name}@${published.version}#${published.integrity}`;
  if (flags.json === true) {
    printJson(io, { component, dryRun: dryRun === true, reference, ...published });
  } else {
    const did = dryRun === true ? 'would publish' : 'published';
    io.stderr.write(
      `${printable(`${did} ${published.name} ${version} (${formatBytes(published.sizeBytes)}): ${published.files.join(', ')}`)}\n`,
    );
    io.stdout.write(`${printable(reference)}\n`);
  }
  return EXIT.ok;
}

/** What `airssys build` writes beside a component. */
function filesBeside(component: string): NpmComponentFiles {
  const [dir, name] = [dirname(component), basename(component).replace(/\.wasm$/, '')];
  const beside = (...names: readonly string[]): string | undefined =>
    names.map((one) => join(dir, one)).find(existsSync);
  return {
    component,
    declarations: beside(`${name}.d.ts`),
    wit: beside(`${name}.wit`),
    componentToml: beside(`${name}.Component.toml`, 'Component.toml'),
  };
}

/** The project's own, where this is called in one; else what there is to say. */
function readmeOf(packageName: string, { namespace, name, description, operations }: ComponentModel): string {
  if (existsSync('README.md')) return readFileSync('README.md', 'utf8');
  const list = operations.operations.map(({ key }) => `- \`${key}\`\n`).join('');
  const install = `\`\`\`\nairssys install npm:${packageName}\n\`\`\`\n`;
  return `# ${namespace}:${name}\n\n${description}\n\nA WebAssembly component. Its operations:\n\n${list}\n${install}`;
}
