import { beforeAll, expect, test } from 'vitest';
import { type Project, sampleProject } from './support/project.ts';

let project: Project;
beforeAll(async () => {
  project = await sampleProject('resources');
  project.write(
    'src/sessions.ts',
    `import { component, operation, type Own, resource, type u32 } from '@airssys/sdk';
/** Entries of somebody. Kept in memory. */
@resource()
export class Session {
  constructor(name: string, size?: u32) {}
  static alive(): u32 { return 0; }
  read(key: string): string | undefined { return key; }
}
interface Job { sessions: Session[] }
@component({ id: 'demo:sessions', version: '1.0.0' })
export class Sessions {
  @operation() open(name: string): Session { return new Session(name); }
  @operation() work(job: Job, last?: Own<Session>): u32 { return job.sessions.length; }
  @operation() async *count(to: u32): AsyncGenerator<u32> { yield to; }
}
`,
  );
  await project.run(['build', 'src/sessions.ts', '--engine', 'quickjs']);
});

test('inspect shows the resources', async () => {
  const { stdout } = await project.run(['inspect', 'dist/sessions.wasm']);
  expect(/Operations[\s\S]*?(?=\n\nAsks)/.exec(stdout)?.[0]).toMatchInlineSnapshot(`
    "Operations
      open(name: string): Session
      work(job: JobArgument, last?: Own<Session>): u32
      count(to: u32): AsyncIterable<u32>

    Resources
      Session: Entries of somebody. Kept in memory.
        new Session(name: string, size?: u32)
        Session.alive(): u32
        session.read(key: string): string | undefined"
  `);
  const facts = JSON.parse((await project.run(['inspect', 'dist/sessions.wasm', '--json'])).stdout) as {
    readonly component: { readonly resources: unknown };
  };
  expect(facts.component.resources).toMatchObject([
    { name: 'Session', summary: 'Entries of somebody. Kept in memory.' },
  ]);
});

test('run says that handles cannot be printed, before anything runs', async () => {
  expect(await project.show('run', 'dist/sessions.wasm', 'open', 'x')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error AIRSSYS_CLI_USAGE: open returns a handle of Session, which cannot be
      printed
    hint: A handle is good as long as its instance, which ends with this command:
          call it from a program or a test.

    "
  `);
  expect(await project.show('run', 'dist/sessions.wasm', 'work', '{}')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error AIRSSYS_CLI_USAGE: work takes a handle of Session
    hint: A handle is good as long as its instance, which ends with this command:
          call it from a program or a test.

    "
  `);
  expect(await project.show('run', 'dist/sessions.wasm', 'count', '3')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error AIRSSYS_CLI_USAGE: count returns an AsyncIterable, which cannot be printed
    hint: A handle is good as long as its instance, which ends with this command:
          call it from a program or a test.

    "
  `);
});
