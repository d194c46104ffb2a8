/** What must hold of every interface: its source is read back as it is, and its WIT is valid. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ComponentModel } from '@airssys/model';
import fc from '../../../../test/properties.ts';
import { analyzeComponent, createAnalysisProject, formatDiagnostic, printWit } from '../../src/index.ts';
import { mergeWit, validateWit } from '../support/wit-tools.ts';
import { cases } from './interfaces.ts';
import { type PrintedSource, printSource } from './print-source.ts';
import { randomStyle } from './style.ts';

/** Ignored by git, should a run leave something behind. */
const ROOT = join(import.meta.dirname, '../.airssys');
/** wasm-tools takes as long for one package as for a few. */
const PACKAGES_AT_ONCE = 25;

export interface RoundTripReport {
  readonly models: number;
  readonly seed: number;
  /** How often each kind of type and definition was in a model. */
  readonly kinds: ReadonlyMap<string, number>;
}

/**
 * Prints random models as TypeScript and analyses them back; then lets wasm-tools read the WIT of all of them.
 *
 * @throws Error with the seed, the smallest source that fails and what is wrong with it.
 */
export async function checkRoundTrips(runs: number, seed: number): Promise<RoundTripReport> {
  mkdirSync(ROOT, { recursive: true });
  const directory = mkdtempSync(join(ROOT, 'properties-'));
  try {
    const project = createAnalysisProject();
    const entry = join(directory, 'entry.ts');
    // The folder that the modules of classes are named from.
    writeFileSync(join(directory, 'package.json'), '{ "name": "properties" }\n');
    const kinds = new Map<string, number>();
    const models: ComponentModel[] = [];
    const property = fc.property(cases, ({ model, style }) => {
      const source = printSource(model, randomStyle(style));
      writeFileSync(entry, source.entry);
      writeFileSync(join(directory, 'types.ts'), source.types ?? 'export {};\n');
      const analysis = analyzeComponent({ entry, project });
      if (analysis.model === undefined) {
        const texts = analysis.diagnostics.map((one) =>
          formatDiagnostic(one, textOf(source, one.file), { cwd: directory }),
        );
        throw new Error(`refused:\n\n${texts.join('\n\n')}\n\n${sourceText(source)}`);
      }
      const difference = differenceOf(model, analysis.model);
      if (difference !== undefined) throw new Error(`${difference}\n\n${sourceText(source)}`);
      models.push(model);
    });
    const { failed, counterexamplePath, errorInstance } = fc.check(property, { numRuns: runs, seed });
    if (failed) {
      const where = `seed ${seed}, path ${counterexamplePath}`;
      throw new Error(`${where}: ${errorInstance instanceof Error ? errorInstance.message : String(errorInstance)}`);
    }
    for (const { operations } of models) countKinds(operations, kinds);
    await checkWit(models, seed);
    return { models: models.length, seed, kinds };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function checkWit(models: readonly ComponentModel[], seed: number): Promise<void> {
  for (let at = 0; at < models.length; at += PACKAGES_AT_ONCE) {
    const texts = models.slice(at, at + PACKAGES_AT_ONCE).map((model) => printWit(model, { imports: [] }));
    try {
      await validateWit(mergeWit(texts));
    } catch {
      // One of them: the text and the message are of that one alone.
      for (const text of texts) {
        await validateWit(text).catch((error: unknown) => {
          throw new Error(`seed ${seed}: wasm-tools refuses this WIT: ${String(error)}\n\n${text}`, { cause: error });
        });
      }
      throw new Error(`seed ${seed}: wasm-tools refuses the packages from ${at} together, but each alone is fine`);
    }
  }
}

/** The first place where two JSON values differ, the order of keys aside. */
function differenceOf(expected: unknown, actual: unknown, path = 'model'): string | undefined {
  if (isDeepStrictEqual(expected, actual)) return undefined;
  const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null;
  if (isTree(expected) && isTree(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    for (const key of keys) {
      const found = differenceOf(expected[key], actual[key], `${path}.${key}`);
      if (found !== undefined) return found;
    }
  }
  return `${path} should be ${JSON.stringify(expected)}, and is ${JSON.stringify(actual)}`;
}

function textOf({ entry, types = '' }: PrintedSource, file: string): string {
  return file.endsWith('types.ts') ? types : entry;
}

function sourceText({ entry, types }: PrintedSource): string {
  return types === undefined ? entry : `${entry}\n// types.ts\n${types}`;
}

/** Counts `kind`s of nodes, with what they are spelled as. */
function countKinds(node: unknown, kinds: Map<string, number>): void {
  if (typeof node !== 'object' || node === null) return;
  const { kind, as, name } = node as { readonly kind?: string; readonly as?: string; readonly name?: string };
  if (kind !== undefined) {
    const what = as ?? (kind === 'primitive' ? name : undefined);
    const label = what === undefined ? kind : `${kind} ${what}`;
    kinds.set(label, (kinds.get(label) ?? 0) + 1);
  }
  Object.values(node).forEach((inner) => countKinds(inner, kinds));
}
