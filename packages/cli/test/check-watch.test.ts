import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { type Outcome, PACKAGE_DIR } from './support/command.ts';
import { Project } from './support/project.ts';

const component = (type: string, head = ''): string => `import { component, operation, type u32 } from '@airssys/sdk';
${head}
@component({ id: 'demo:watched', version: '1.0.0' })
export class Watched {
  @operation() take(value: ${type}): void {}
}
`;

interface Watching {
  /** The lines that have come since the last call, up to one that fits. */
  readonly until: (last: RegExp) => Promise<readonly string[]>;
  readonly stop: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Outcome>;
}

function watching(project: Project, ...args: readonly string[]): Watching {
  const started = Promise.withResolvers<{ lines: AsyncIterator<string>; stop: (signal: NodeJS.Signals) => void }>();
  const ended = project.run(['check', '--watch', ...args], {
    onStart: (child) => {
      if (child.stdout === null) throw new Error('its output is piped');
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      started.resolve({ lines, stop: (signal) => child.kill(signal) });
    },
  });
  return {
    ended,
    stop: (signal) => void started.promise.then(({ stop }) => stop(signal)),
    async until(last) {
      const { lines } = await started.promise;
      const seen: string[] = [];
      for (;;) {
        const next = await lines.next();
        if (next.done === true) throw new Error(`it ended after ${seen.join('\n')}: ${(await ended).stderr}`);
        seen.push(next.value);
        if (last.test(next.value)) return seen;
      }
    },
  };
}

interface Round {
  readonly changed: readonly string[];
  readonly codes: readonly string[];
}

/** The next round of a stream of JSON. */
async function nextRound({ until }: Watching): Promise<Round> {
  const events = (await until(/^\{"event":"end"/)).map((line) => JSON.parse(line) as Record<string, never>);
  expect(events.map(({ event }) => event)).toEqual(['begin', 'diagnostics', 'end']);
  const [begin, found, end] = events as unknown as [
    { readonly changed: readonly string[] },
    { readonly diagnostics: readonly { readonly code: string; readonly severity: string }[] },
    { readonly errors: number; readonly warnings: number; readonly durationMs: number },
  ];
  expect(end).toMatchObject({ errors: found.diagnostics.length, warnings: 0, durationMs: expect.any(Number) });
  return { changed: begin.changed, codes: found.diagnostics.map(({ code }) => code) };
}

describe('check --watch', () => {
  it('checks again when something that took part changes, goes or comes, and ends cleanly', async () => {
    const project = new Project('watch-json').write('src/main.ts', component('any'));
    const entry = project.path('src/main.ts');
    const watch = watching(project, '--json');
    expect(await nextRound(watch)).toEqual({ changed: [], codes: ['AIRSSYS_WIT_TYPE_ANY'] });

    // As editors write: beside it, and renamed.
    project.write('src/main.ts~', component('Item', "import type { Item } from './types/item.ts';"));
    renameSync(project.path('src/main.ts~'), entry);
    const unresolved = await nextRound(watch);
    expect(unresolved.changed).toEqual([entry]);
    expect(unresolved.codes).toContain('AIRSSYS_WIT_TYPE_UNRESOLVED');

    project.write('src/types/item.ts', 'export interface Item { id: string }\n');
    expect(await nextRound(watch)).toEqual({ changed: [project.path('src/types/item.ts')], codes: [] });
    project.write('src/types/item.ts', 'export interface Item { id: symbol }\n');
    expect((await nextRound(watch)).codes).toEqual(['AIRSSYS_WIT_TYPE_FUNCTION']);
    rmSync(project.path('src/types'), { recursive: true });
    expect((await nextRound(watch)).codes).toContain('AIRSSYS_WIT_TYPE_UNRESOLVED');
    project.write('src/types/item.ts', 'export interface Item { id: string }\n');
    expect((await nextRound(watch)).codes).toEqual([]);

    const config = readFileSync(project.path('tsconfig.json'), 'utf8');
    project.write('tsconfig.json', config.replace('"strict":true', '"strict":true,"noSuchOption":1'));
    expect(await nextRound(watch)).toEqual({ changed: [project.path('tsconfig.json')], codes: ['TS5023'] });
    project.write('tsconfig.json', config);
    expect((await nextRound(watch)).codes).toEqual([]);

    rmSync(entry);
    expect(await nextRound(watch)).toEqual({ changed: [entry], codes: ['AIRSSYS_WIT_ENTRY_MISSING'] });
    project.write('src/main.ts', component('u32'));
    expect((await nextRound(watch)).codes).toEqual([]);

    watch.stop('SIGTERM');
    expect(await watch.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  it('prints lines that the problem matcher of the README reads, between lines that begin and end a round', async () => {
    const readme = readFileSync(join(PACKAGE_DIR, 'README.md'), 'utf8');
    const task = JSON.parse(/```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? '') as {
      readonly problemMatcher: {
        readonly pattern: Readonly<Record<string, number>> & { readonly regexp: string };
        readonly background: { readonly beginsPattern: string; readonly endsPattern: string };
      };
    };
    const { pattern, background } = task.problemMatcher;
    const [begins, ends] = [new RegExp(background.beginsPattern), new RegExp(background.endsPattern)];
    const project = new Project('watch-text')
      .write('src/main.ts', component('any'))
      .write('src/other.ts', component('u32').replace('demo:watched', 'demo:other'));
    const watch = watching(project);

    const first = await watch.until(ends);
    expect(first[0]).toMatch(begins);
    const problems = first.map((line) => new RegExp(pattern.regexp).exec(line)).filter((match) => match !== null);
    const [problem, ...more] = problems;
    expect(more).toEqual([]);
    const member = (name: string): string | undefined => problem?.[pattern[name] ?? 0];
    expect(['file', 'line', 'column', 'severity', 'code', 'message'].map(member)).toEqual([
      'src/main.ts',
      '5',
      '28',
      'error',
      'AIRSSYS_WIT_TYPE_ANY',
      "parameter 'value' of 'take' is any",
    ]);
    expect(first.at(-1)).toMatch(/^\[airssys\] check ends: 1 error in /);

    // A change of one component leaves what is known of the other.
    project.write('src/other.ts', component('bigint').replace('demo:watched', 'demo:other'));
    const second = await watch.until(ends);
    expect(second[0]).toBe('[airssys] check begins: src/other.ts');
    expect(second.filter((line) => new RegExp(pattern.regexp).test(line))).toHaveLength(2);
    watch.stop('SIGINT');
    expect(await watch.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });
});
