/** From an empty folder to a component that runs, as the README of a new project says it. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TemplateName } from '../../src/index.ts';
import { type CommandSettings, cpuOfChildrenMs, type Ended, runCommand, runMeanwhile } from '../support/run-command.ts';

export const STEPS = ['create', 'install', 'check', 'test', 'build', 'run'] as const;

export type Step = (typeof STEPS)[number];

interface Cost {
  /** Of processors; 0 where the system does not tell. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

export interface Life {
  readonly template: TemplateName;
  readonly steps: Readonly<Record<Step, Cost>>;
}

type Run = (command: readonly string[], input?: string) => Promise<Ended>;

/** The last step of each template. @throws Error where the answer is not the expected one. */
const RUNS: Readonly<Record<TemplateName, (project: string, run: Run, settings: CommandSettings) => Promise<void>>> = {
  async minimal(_project, run) {
    expectText(await run(['npm', 'start', '--silent']), '"Hello, World!"\n');
  },
  async stateful(_project, run) {
    expectText(await run(['npm', 'start', '--silent']), '1\n');
    expectText(await run(['npm', 'start', '--silent']), '2\n');
  },
  async filter(project, run) {
    const sample = readFileSync(join(project, 'sample.txt'), 'utf8');
    const { stdout } = await run(['npm', 'start', '--silent'], sample);
    if (!stdout.includes('login of [email] from [address]\n')) throw new Error(`not filtered: ${stdout}`);
  },
  async composed(_project, run) {
    expectText(await run(['npm', 'start', '--silent']), /^5 apples and a coffee: 8\.50$/m);
  },
  async http(_project, _run, settings) {
    const address = /http:\/\/127\.0\.0\.1:\d+/;
    const server = ['npm', 'start', '--', '--port', '0'];
    await runMeanwhile(
      server,
      settings,
      (output) => address.test(output),
      async (output) => {
        const [url = ''] = address.exec(output) ?? [];
        const written = await fetch(url, { method: 'POST', body: 'I was here.' });
        if (written.status !== 201) throw new Error(`a request was answered by ${written.status}`);
        expectText({ stdout: await (await fetch(url)).text() }, '["I was here."]');
      },
    );
  },
  async actor(_project, run, settings) {
    await runMeanwhile(
      ['npm', 'start'],
      settings,
      (output) => output.includes('host of'),
      async () => {
        await run(['npm', 'run', 'deploy']);
        const call = ['npx', 'airssys', 'call', '--data', '.airssys'];
        expectText(await run([...call, 'demo:sensor', 'measure', 'kitchen', '31.5']), '1\n');
        expectText(await run([...call, 'demo:alarm', 'warnings']), '[{"room":"kitchen","celsius":31.5}]\n');
      },
    );
  },
};

/** Creates and installs a project, and throws it away: npm has downloaded what it needs. */
export async function download(template: TemplateName, folder: string, env: Env): Promise<void> {
  await inFolder(folder, async (project) => {
    await runCommand(creation(template), { cwd: folder, env });
    await runCommand(INSTALL, { cwd: project, env });
  });
}

/** Lives it in a folder that is made and removed. No cache of airssys is from before. */
export async function live(template: TemplateName, folder: string, env: Env): Promise<Life> {
  const costs: Record<string, Cost> = {};
  await inFolder(folder, async (project) => {
    const settings = { cwd: project, env: { ...env, XDG_CACHE_HOME: join(folder, 'cache') } };
    const step = async (name: Step, work: (run: Run) => Promise<unknown>, cwd = project): Promise<void> => {
      const [startedAt, cpuBefore] = [performance.now(), cpuOfChildrenMs()];
      await work(async (command, input) => await runCommand(command, { ...settings, cwd, input }));
      costs[name] = { cpuMs: cpuOfChildrenMs() - cpuBefore, wallMs: performance.now() - startedAt };
    };
    await step('create', (run) => run(creation(template)), folder);
    await step('install', (run) => run(INSTALL));
    await step('check', (run) => run(['npm', 'run', 'check']));
    await step('test', (run) => run(['npm', 'test']));
    await step('build', (run) => run(['npm', 'run', 'build']));
    await step('run', (run) => RUNS[template](project, run, settings));
    // What comes after that is no part of the minute.
    const run: Run = async (command) => await runCommand(command, settings);
    // Once is enough: all are published alike.
    if (template === 'minimal') {
      await publish(run, project);
      expectText(
        await run(['npx', 'airssys', 'explain', 'AIRSSYS_WIT_TYPE_ANY']),
        /^A type is any, unknown or object\.$/m,
      );
    }
    if (template === 'composed') await compose(run);
  });
  return { template, steps: costs as Life['steps'] }; // all of them, by now
}

/** The two components as one file. */
async function compose(run: Run): Promise<void> {
  await run(['npm', 'run', 'compose']);
  const order = '[{"article":"apple","count":2},{"article":"bread","count":1}]';
  expectText(await run(['npx', 'airssys', 'run', 'dist/whole.wasm', 'total', order]), '400\n');
}

/** A signed component as a package of npm, which is fetched, known by its key, and built again to the same bytes. */
async function publish(run: Run, project: string): Promise<void> {
  const airssys = async (...args: readonly string[]): Promise<string> =>
    (await run(['npx', 'airssys', ...args])).stdout;
  const component = readdirSync(join(project, 'dist')).find((name) => name.endsWith('.wasm')) ?? '';
  await airssys('sign', '--new-key', 'release.key');
  await airssys('sign', join('dist', component), '--key', 'release.key');
  const published = (await airssys('publish', '--npm', join('dist', component))).trim();
  const [range = ''] = published.split('#');
  const found = (await airssys('pull', range, '-o', 'elsewhere/pulled.wasm')).trim();
  if (found !== published) throw new Error(`published ${published}, found ${found}`);
  await airssys('pull', published, '--pinned', '-o', 'elsewhere/pinned.wasm');
  const { entry } = (JSON.parse(await airssys('inspect', 'elsewhere/pulled.wasm', '--json')) as Inspected).component;
  await airssys('verify', 'elsewhere/pulled.wasm', '--key', 'release.key.pub', '--rebuild', entry);
}

/** What `airssys inspect --json` says, as far as it is used. */
interface Inspected {
  readonly component: { readonly entry: string };
}

type Env = Readonly<Record<string, string>>;

const INSTALL = ['npm', 'install', '--prefer-offline'];

const creation = (template: TemplateName): readonly string[] => [
  'npm',
  'create',
  '--yes',
  'airssys@latest',
  'app',
  '--',
  '--template',
  template,
];

/** In an empty folder, which is gone afterwards. */
async function inFolder(folder: string, work: (project: string) => Promise<void>): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    await work(join(folder, 'app'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function expectText({ stdout }: Ended, expected: string | RegExp): void {
  const isIt = typeof expected === 'string' ? stdout === expected : expected.test(stdout);
  if (!isIt) throw new Error(`expected ${String(expected)}, got ${stdout}`);
}
