/** A real `airssys dev` in a process of its own, whose prompt is written to. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Outcome } from './command.ts';
import type { Project } from './project.ts';

/** A document that it prints with `--json`. */
export type DevEvent = Readonly<Record<string, unknown>> & { readonly event: string };

export class DevProcess implements AsyncDisposable {
  /** Where its temporary files are. */
  readonly temporary: string;
  readonly ended: Promise<Outcome>;
  readonly #started = Promise.withResolvers<{ child: ChildProcess; lines: AsyncIterator<string> }>();

  constructor(project: Project, args: readonly string[]) {
    this.temporary = mkdtempSync(project.path('tmp-'));
    this.ended = project.run(['dev', ...args], {
      env: { TMPDIR: this.temporary },
      stdio: ['pipe', 'pipe', 'pipe'],
      onStart: (child) => {
        if (child.stdout === null) throw new Error('its output is piped');
        this.#started.resolve({ child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() });
      },
    });
  }

  async type(line: string): Promise<void> {
    (await this.#started.promise).child.stdin?.write(`${line}\n`);
  }

  async stop(signal: NodeJS.Signals): Promise<void> {
    (await this.#started.promise).child.kill(signal);
  }

  /** The lines up to one that fits. */
  async until(last: RegExp): Promise<readonly string[]> {
    const { lines } = await this.#started.promise;
    const seen: string[] = [];
    for (;;) {
      const next = await lines.next();
      if (next.done === true) throw new Error(`it ended after ${seen.join('\n')}: ${(await this.ended).stderr}`);
      seen.push(next.value);
      if (last.test(next.value)) return seen;
    }
  }

  /** The next event of this name. */
  async event(name: string): Promise<DevEvent> {
    const lines = await this.until(new RegExp(`^\\{"event":"${name}"`));
    return JSON.parse(lines.at(-1) ?? '') as DevEvent;
  }

  /** The next that is told of what was saved. That the types of the save before are right may be told in between, or not any more. */
  async diagnostics(what: 'sources' | 'types'): Promise<DevEvent> {
    for (;;) {
      const event = await this.event('diagnostics');
      if (event['what'] === what) return event;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('SIGKILL');
    await this.ended;
  }
}
