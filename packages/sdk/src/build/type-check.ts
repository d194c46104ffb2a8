/** Type errors of the sources, by the TypeScript compiler in a process of its own. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants, readFileSync } from 'node:fs';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, parse, resolve, sep } from 'node:path';
import { AirssysError } from '@airssys/model';
import type { BuildDiagnostic } from './diagnostics.ts';
import { nearest } from './nearest.ts';

/** What a project without a `tsconfig.json` is checked with. */
const DEFAULTS = {
  target: 'es2024',
  lib: ['es2024'],
  module: 'esnext',
  moduleResolution: 'bundler',
  strict: true,
  skipLibCheck: true,
  types: [],
};

export interface TypeCheck {
  readonly diagnostics: readonly BuildDiagnostic[];
  /** Absolute paths of all files that the compiler has read, the standard library's among them. */
  readonly files: readonly string[];
}

/**
 * Checks the entry and what it imports, with the options of the nearest `tsconfig.json` (a configuration that
 * extends it is written for that).
 *
 * @param workDir Where that configuration is written if it is inside of the project; else it is in the project's `node_modules`, where that can be.
 * @param buildInfoFile Where the compiler keeps what it found for the next time, which then checks only what has changed.
 */
export async function typeCheck(entry: string, workDir: string, buildInfoFile?: string): Promise<TypeCheck> {
  const configDir = nearest(dirname(entry), 'tsconfig.json');
  const config = {
    ...(configDir !== undefined && { extends: join(configDir, 'tsconfig.json') }),
    compilerOptions: {
      ...(configDir === undefined && DEFAULTS),
      noEmit: true,
      composite: false,
      incremental: buildInfoFile !== undefined,
      // What only matters to a project's own output, and would be at odds with checking one file.
      declaration: false,
      declarationMap: false,
      isolatedDeclarations: false,
      rootDir: parse(entry).root,
      tsBuildInfoFile: buildInfoFile ?? null,
      allowImportingTsExtensions: true,
      // No errors of types: a name that is not used yet does not keep a component from being built.
      noUnusedLocals: false,
      noUnusedParameters: false,
      // The standard library's own declarations are not the author's: checking them takes longer than all of the rest.
      skipDefaultLibCheck: true,
    },
    files: [entry],
    include: [],
    references: [],
  };
  const place = await placeFor(entry, workDir);
  // A name of its own: builds of one entry may run at the same time, in several processes.
  const configFile = join(place, `tsconfig.${randomUUID()}.json`);
  await writeFile(configFile, JSON.stringify(config));
  try {
    const output = await runCompiler(['-p', configFile, '--pretty', 'false', '--listFiles'], place);
    return parseOutput(output, place, entry);
  } finally {
    await rm(configFile, { force: true });
  }
}

const isInside = (path: string, dir: string): boolean => resolve(path).startsWith(resolve(dir) + sep);

/** The compiler looks for `types` from its configuration upwards: so that is in the project, wherever the cache is. */
async function placeFor(entry: string, workDir: string): Promise<string> {
  const project = nearest(dirname(entry), 'node_modules');
  if (project !== undefined && !isInside(workDir, project)) {
    const place = join(project, 'node_modules', '.cache', 'airssys', 'work');
    try {
      await mkdir(place, { recursive: true });
      await access(place, constants.W_OK);
      return place;
    } catch {
      // Dependencies that are not this user's to write to.
    }
  }
  await mkdir(workDir, { recursive: true });
  return workDir;
}

function runCompiler(args: readonly string[], cwd: string): Promise<string> {
  const require = createRequire(import.meta.url);
  const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [compiler, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', fail);
    child.on('close', (code) => {
      const text = Buffer.concat(output).toString();
      // 0 and 1, 2: checked, without and with errors. All else: the compiler itself failed.
      if (code === 0 || code === 1 || code === 2) done(text);
      else {
        fail(
          new AirssysError('AIRSSYS_BUILD_CONFIG', `The TypeScript compiler ended with ${String(code)}: ${text}`, {
            hint: 'Run npx tsc --version in the project to see whether TypeScript works.',
          }),
        );
      }
    });
  });
}

const LINE = /^(?<file>.+?)\((?<line>\d+),(?<column>\d+)\): (?<severity>error|warning) (?<code>TS\d+): (?<message>.*)$/;

function parseOutput(output: string, cwd: string, entry: string): TypeCheck {
  const diagnostics: BuildDiagnostic[] = [];
  const files: string[] = [];
  for (const text of output.split(/\r?\n/)) {
    const groups = LINE.exec(text)?.groups;
    if (groups) {
      const file = groups['file'] ?? '';
      diagnostics.push({
        code: groups['code'] ?? '',
        severity: groups['severity'] === 'warning' ? 'warning' : 'error',
        message: groups['message'] ?? '',
        file: isAbsolute(file) ? file : resolve(cwd, file),
        line: Number(groups['line']),
        column: Number(groups['column']),
        length: 1,
      });
    } else if (/^error TS\d+: /.test(text)) {
      // About the configuration as a whole: it has no place.
      const [, code = '', message = ''] = /^error (TS\d+): (.*)$/.exec(text) ?? [];
      diagnostics.push({ code, severity: 'error', message, file: entry, line: 1, column: 1, length: 1 });
    } else if (text.startsWith('  ') && diagnostics.length > 0) {
      // An indented line explains the one above.
      const last = diagnostics.pop();
      if (last) diagnostics.push({ ...last, message: `${last.message}\n${text}` });
    } else if (isAbsolute(text)) {
      files.push(resolve(text));
    }
  }
  return { diagnostics: measured(diagnostics), files };
}

/** With the lengths of the words that the compiler's places are at: it prints none. */
function measured(diagnostics: readonly BuildDiagnostic[]): readonly BuildDiagnostic[] {
  const lines = new Map<string, readonly string[]>();
  for (const { file } of diagnostics) if (!lines.has(file)) lines.set(file, linesOf(file));
  return diagnostics.map((one) => {
    const text = lines.get(one.file)?.[one.line - 1]?.slice(one.column - 1) ?? '';
    return { ...one, length: Math.max(1, WORD.exec(text)?.[0].length ?? 1) };
  });
}

/** A name, a number or a text in quotes. */
const WORD = /^(?:[\w$]+|'[^']*'|"[^"]*"|`[^`]*`)/;

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}
