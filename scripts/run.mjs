#!/usr/bin/env node
// The two commands of the README, and those of contributors, on a fresh clone with nothing but npm and Node 20:
// installs what is missing, compiles what has changed, and goes on with the Node that the project pins.
// Plain JavaScript for old Nodes, without dependencies.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.airssys-installed');
const isWindows = process.platform === 'win32';

const say = (text) => console.log(`\u203a ${text}`);

/** Runs a program, in the project's folder by default; ends this one when it fails. */
function run(command, args, env = process.env, cwd = root) {
  const { status, signal, error } = spawnSync(command, args, { cwd, stdio: 'inherit', env, shell: isWindows });
  if (error) {
    console.error(`${command} could not be started: ${error.message}`);
    process.exit(1);
  }
  if (status !== 0) process.exit(status ?? (signal ? 130 : 1));
}

const rootPackage = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Whether a Node of this version runs components: it has JSPI. */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major >= 26 || (major === 24 && minor >= 20);
}

/** The environment with a folder of programs before all others. */
const withPath = (folder) => ({ ...process.env, PATH: `${folder}${delimiter}${process.env.PATH ?? ''}` });

/** A program of Node from a package of npm's, in a folder of its own, which is fetched once. Answers that folder of programs. */
function fetchNode(name, version, why) {
  const toolchain = join(root, '.airssys', `node-${version}`);
  const bin = join(toolchain, 'node_modules', '.bin');
  if (!existsSync(join(bin, isWindows ? 'node.cmd' : 'node'))) {
    say(`fetching Node ${version} (${why})`);
    mkdirSync(toolchain, { recursive: true });
    const options = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
    run('npm', ['install', '--prefix', toolchain, ...options, `${name}@${version}`]);
  }
  return bin;
}

/**
 * The environment to install in. npm leaves optional packages out that an older Node cannot run, the engines' native parts
 * among them; so where this Node is older, the pinned one is fetched first, into a folder of its own.
 */
function installEnvironment() {
  if (isNewEnough(process.versions.node)) return process.env;
  const names = Object.entries(rootPackage.optionalDependencies);
  const [name, version] = names.find(([one]) => one.endsWith(`${process.platform}-${process.arch}`)) ?? [];
  if (name === undefined) return process.env;
  const bin = fetchNode(name, version, `this one, ${process.versions.node}, cannot run components`);
  return withPath(bin);
}

/** Installs the dependencies when they are missing or are not those of the lockfile. */
function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const isThere = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (isThere) return;
  const installEnv = installEnvironment();
  const why = existsSync(modules) ? 'the dependencies are out of date' : 'a fresh clone has no dependencies yet';
  say(`npm ci (${why}; takes about a minute)`);
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], installEnv);
  mkdirSync(modules, { recursive: true });
  writeFileSync(stamp, wanted);
}

/** The Node that the project pins, or this one where there is no package of it for this system. */
function findNode() {
  const pinned = join(modules, '.bin', isWindows ? 'node.exe' : 'node');
  if (existsSync(pinned)) return pinned;
  if (isNewEnough(process.versions.node)) return process.execPath;
  console.error(`Node ${process.versions.node} cannot run components, and there is no pinned Node for this system.`);
  console.error('Install Node 26 (or 24.20 and later) and run the command again.');
  return process.exit(1);
}

install();
const node = findNode();
const env = withPath(join(modules, '.bin'));
const bin = (name) => join(modules, ...name.split('/'));
const compile = () => run(node, [bin('typescript/bin/tsc'), '-b'], env);
const script = (file, ...args) => run(node, [join(root, file), ...args], env);
/** V8's compiled form of what the tests load: they start hundreds of processes, most of which load the same modules. */
const testsEnv = { ...env, NODE_COMPILE_CACHE: join(modules, '.cache/airssys-tests/code') };
/** Two test files at once, if nothing else is said: each may build components. Projects take the number from the command line alone. */
const vitest = (args, variables = {}) => {
  const isSaid = args.some((arg) => arg.startsWith('--maxWorkers'));
  const given = [...(isSaid ? [] : ['--maxWorkers=2']), ...args];
  run(node, [bin('vitest/vitest.mjs'), 'run', ...given], { ...testsEnv, ...variables });
};

/** The lowest version of the host's `engines`. It has V8 13, the pinned Node has V8 14. */
const OLDEST_NODE = '24.20.0';
const NODE24_TESTS = [
  'test/sandbox/trap.test.ts',
  'test/sandbox/component-trap.test.ts',
  'test/sandbox/trap-frame.test.ts',
  'test/engine/metering/semantics.test.ts',
  'test/engine/metering/features.test.ts',
  'test/engine/metering/fuel.test.ts',
  'test/engine/metering/exact.test.ts',
  'test/isolation/',
  'test/reuse.test.ts',
].map((file) => `packages/host/${file}`);

const [first = 'help', ...rest] = process.argv.slice(2);
/** `fuzz NAME` is the task `fuzz-NAME`. */
const [task, args] = first === 'fuzz' && rest[0] !== undefined ? [`fuzz-${rest[0]}`, rest.slice(1)] : [first, rest];
const TASKS = {
  start() {
    compile();
    run(node, [join(root, 'examples/weather-report/start.ts'), ...args], env);
  },
  /** Without the files of vitest.long.ts, unless some are asked for by name. */
  test() {
    compile();
    if (args.some((arg) => !arg.startsWith('-'))) return vitest(args);
    vitest(args, { AIRSSYS_TESTS: 'quick' });
    say('what takes long was left out: npm run test:all runs it, too');
  },
  'test-all'() {
    compile();
    vitest(args);
  },
  build: compile,
  check() {
    const step = (name, work) => {
      say(name);
      work();
    };
    step('format', () => run('npm', ['exec', '--', 'oxfmt', '--check', '.'], env));
    step('types', () => {
      compile();
      run(node, [bin('typescript/bin/tsc'), '-p', 'tsconfig.tests.json'], env);
    });
    step('lint, cycles, deep imports', () => run('npm', ['run', '--silent', 'lint'], env));
    step('packages as they would be published', () => script('scripts/packed/packages.ts'));
    step('API reports', () => script('scripts/api/api.ts'));
    step('doc comments', () => script('scripts/doc-comments/doc-comments.ts'));
    step('tests', () => vitest(args));
  },
  /** What packages export, against the reports in api/; `--update` writes these. */
  api() {
    compile();
    script('scripts/api/api.ts', ...args);
  },
  /** How many exports have complete doc comments. */
  'doc-comments'() {
    script('scripts/doc-comments/doc-comments.ts', ...args);
  },
  /** What would be published: contents, sizes, publint, Are The Types Wrong. */
  packages() {
    compile();
    script('scripts/packed/packages.ts', ...args);
  },
  /** What depends on V8's words and numbers, on the oldest Node that the host allows. */
  'test-node24'() {
    compile();
    if (process.platform !== 'linux') {
      say(`Node ${OLDEST_NODE} is fetched for Linux only; nothing was tested`);
      return;
    }
    const programs = fetchNode(`node-linux-${process.arch}`, OLDEST_NODE, 'the oldest that the host runs on');
    const files = args.length > 0 ? args : NODE24_TESTS;
    run(
      join(programs, 'node'),
      [bin('vitest/vitest.mjs'), 'run', '--project', '@airssys/host', ...files],
      withPath(programs),
    );
  },
  /** Versions, build, checks, archives, registry, tag; `--dry-run` says what would be done. */
  release() {
    script('scripts/release/release.ts', ...args);
  },
  bench() {
    compile();
    run(node, [join(root, 'bench/run.ts'), ...args], env);
  },
  /** A project that has nothing of this one but packed packages. On Linux also on the oldest Node that is allowed. */
  fresh() {
    compile();
    const oldest = () =>
      join(fetchNode(`node-linux-${process.arch}`, OLDEST_NODE, 'the oldest that is allowed'), 'node');
    const nodes = process.platform === 'linux' ? [node, oldest()] : [node];
    run(node, [join(root, 'test/fresh/fresh.ts'), ...nodes.flatMap((path) => ['--node', path]), ...args], env);
  },
  conformance() {
    compile();
    run(node, [join(root, 'conformance/run.ts'), ...args], env);
  },
  hostile() {
    compile();
    run(node, ['--expose-gc', join(root, 'packages/host/test/hostile/hostile.ts'), ...args], env);
  },
  crash() {
    compile();
    run(node, [join(root, 'packages/host/test/crash/crash.ts'), ...args], env);
  },
  replays() {
    compile();
    run(node, [join(root, 'test/replays/replays.ts'), ...args], env);
  },
  /** Supervised components that are brought to ruin. */
  chaos() {
    compile();
    run(node, ['--expose-gc', join(root, 'packages/host/test/chaos/chaos.ts'), ...args], env);
  },
  /** Every component of the examples, built on both engines and started. */
  examples() {
    compile();
    run(node, [join(root, 'test/examples/both-engines.ts'), ...args], env);
  },
  /** What a newcomer does with each template, from a registry on this machine; with `--node24` on the oldest Node. */
  newcomer() {
    compile();
    const isOldest = args.includes('--node24');
    const programs = isOldest ? ['--programs', fetchNode(`node-linux-${process.arch}`, OLDEST_NODE, 'the oldest')] : [];
    const rest = args.filter((one) => one !== '--node24');
    run(node, [join(root, 'packages/create-airssys/test/newcomer/newcomer.ts'), ...programs, ...rest], env);
  },
  /** Mutants of the capabilities and the gate. What has not changed since is taken from the last run. */
  mutation() {
    compile();
    run(node, [bin('@stryker-mutator/core/bin/stryker.js'), 'run', ...args], env, join(root, 'packages/host'));
  },
  /** The property tests, with other seeds than the one that all runs of the tests have. */
  properties() {
    compile();
    run(node, [join(root, 'test/run-properties.ts'), ...args], env);
  },
  /** The documentation as a static site, in site/dist. */
  site() {
    compile();
    run(node, [join(root, 'site/build.ts'), ...args], env);
  },
  'fuzz-loader'() {
    compile();
    run(node, [join(root, 'packages/host/test/hostile/loader-fuzz/fuzz.ts'), ...args], env);
  },
  'fuzz-metering'() {
    compile();
    run(node, [join(root, 'packages/host/test/engine/metering/fuzz/fuzz.ts'), ...args], env);
  },
  'fuzz-mapping'() {
    compile();
    run(node, [join(root, 'test/mapping/fuzz.ts'), ...args], env);
  },
};

if (!Object.hasOwn(TASKS, task)) {
  console.error(`Usage: node scripts/run.mjs ${Object.keys(TASKS).join(' | ')}`);
  process.exit(2);
}
TASKS[task]();
