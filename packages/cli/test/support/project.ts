/** Projects of component authors, below this package so that `@airssys/sdk` is found as they find it. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { airssys, type CommandOptions, type Outcome, PACKAGE_DIR, shown } from './command.ts';

/** Ignored by git, should a test leave something behind. */
const ROOT = join(PACKAGE_DIR, 'test/.airssys');
const FIXTURES = join(PACKAGE_DIR, 'test/fixtures');
const made: string[] = [];

/** Removes the projects of the test file that has run. */
export function removeProjects(): void {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
}

const TSCONFIG = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024'],
    module: 'esnext',
    moduleResolution: 'bundler',
    strict: true,
    types: [],
  },
};

export class Project {
  readonly dir: string;

  /** The folder has the same path in each run of the tests: the cache knows builds by their entry's path. */
  constructor(name: string) {
    this.dir = join(ROOT, name);
    rmSync(this.dir, { recursive: true, force: true });
    made.push(this.dir);
    writeProject(this.dir);
  }

  path(file: string): string {
    return join(this.dir, file);
  }

  write(file: string, content: string | Uint8Array): this {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), content);
    return this;
  }

  /** Copies a fixture into `src`. */
  fixture(name: string, file = `src/${name}`): this {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    cpSync(join(FIXTURES, name), this.path(file));
    return this;
  }

  /** Runs a command in the project's folder. */
  async run(args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
    return await airssys(args, { cwd: this.dir, ...options });
  }

  /** As {@link run}, for a snapshot. */
  async show(...args: readonly string[]): Promise<string> {
    return shown(await this.run(args), this.dir);
  }

  /** A folder of its own, for a cache that nothing has been put into. */
  freshDir(): string {
    return mkdtempSync(this.path('fresh-'));
  }
}

/**
 * A project with the fixture `sample.ts`, built into `dist/sample.wasm`. The build is done once, in a project that all tests
 * share and that stays: the cache knows it by its path.
 */
export async function sampleProject(name: string): Promise<Project> {
  const shared = join(ROOT, 'shared');
  writeProject(shared);
  cpSync(join(FIXTURES, 'sample.ts'), join(shared, 'src/sample.ts'));
  const { code, stderr } = await airssys(['build', '--engine', 'quickjs', '--no-lock'], { cwd: shared });
  if (code !== 0) throw new Error(`the sample was not built: ${stderr}`);
  const project = new Project(name).fixture('sample.ts');
  cpSync(join(shared, 'dist'), project.path('dist'), { recursive: true });
  return project;
}

function writeProject(dir: string): void {
  mkdirSync(join(dir, 'src'), { recursive: true });
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: basename(dir), type: 'module' }));
  writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify(TSCONFIG));
}
