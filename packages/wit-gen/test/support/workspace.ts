import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type Analysis,
  type AnalysisProject,
  analyzeComponent,
  createAnalysisProject,
  formatDiagnostic,
  printWit,
} from '../../src/index.ts';

/** Ignored by git, should a test leave something behind. */
const ROOT = join(import.meta.dirname, '../.airssys');
const made: string[] = [];

/** Removes the workspaces of the test file that has run. */
export function removeWorkspaces(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true });
}

/** A directory with sources, below this package so that `@airssys/sdk` is found as an author's project finds it. */
export class Workspace {
  readonly directory: string;
  readonly #project: AnalysisProject = createAnalysisProject();
  readonly #texts = new Map<string, string>();

  constructor() {
    mkdirSync(ROOT, { recursive: true });
    this.directory = mkdtempSync(join(ROOT, 'sources-'));
    made.push(this.directory);
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  write(name: string, text: string): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    this.#texts.set(path, text);
    return path;
  }

  remove(name: string): void {
    rmSync(this.path(name));
  }

  analyze(entry: string = 'entry.ts'): Analysis {
    return analyzeComponent({ entry: this.path(entry), project: this.#project });
  }

  /** Analyzes a source as the entry file. */
  source(text: string): Analysis {
    this.write('entry.ts', text);
    return this.analyze();
  }

  /** Analyzes a class with these members, after these declarations. */
  members(members: string, declarations = ''): Analysis {
    return this.source(componentSource(members, declarations));
  }

  /** The types and operations of the interface, or the diagnostics where there are errors. */
  wit(members: string, declarations = ''): string {
    const analysis = this.members(members, declarations);
    if (analysis.model === undefined) return this.report(analysis);
    const text = printWit(analysis.model, { imports: [] });
    const body = /interface operations \{\n(?<body>[\s\S]*?)\n\}\n/.exec(text)?.groups?.['body'] ?? '';
    return [body.replaceAll(/^ {2}/gm, ''), this.report(analysis)].filter((part) => part !== '').join('\n\n');
  }

  /** What was last written to a file. */
  textOf(path: string): string {
    return this.#texts.get(path) ?? '';
  }

  /**
   * All diagnostics as text, which is what tests of a diagnostic show. Without the path of its page, which follows from the
   * code.
   */
  report({ diagnostics, model }: Analysis): string {
    assert.equal(
      model === undefined,
      diagnostics.some((one) => one.severity === 'error'),
    );
    return diagnostics
      .map(({ docs, ...one }) => {
        assert.equal(docs, `airssys explain ${one.code}`);
        return formatDiagnostic(one, this.#texts.get(one.file) ?? '', { cwd: this.directory });
      })
      .join('\n\n');
  }
}

const IMPORTS = `import {
  component, onHealth, onInitialize, onMessage, onShutdown, operation, requires, throws, name,
  type Result, type char, type f32, type f64, type s8, type s16, type s32, type s64, type u8, type u16, type u32, type u64,
} from '@airssys/sdk';`;

export function componentSource(members: string, declarations = ''): string {
  return `${IMPORTS}
${declarations}
@component({ id: 'acme:sample', version: '1.0.0' })
export class Sample {
${members}
}
`;
}
