/** That the count of doc comments finds what is missing, and takes what the house's comments say. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createPackageProgram, exportsOf } from '../../scripts/api/exports.ts';
import { missingDocs } from '../../scripts/doc-comments/completeness.ts';

function missingIn(source: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'airssys-docs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'index.ts');
  writeFileSync(file, source);
  const symbols = exportsOf(createPackageProgram([file]), file);
  const known = new Set(symbols.map(({ name }) => name));
  return symbols.flatMap(({ name, declarations }) => missingDocs(name, declarations, known));
}

test('a symbol without a comment, or without a sentence, is missing one', () => {
  expect(missingIn('export const first = 1;\n/** @deprecated */\nexport const second = 2;\n')).toEqual([
    'first: no comment',
    'second: no sentence',
  ]);
});

test('members are documented one by one, or named by the comment above', () => {
  expect(
    missingIn(`/** A price: \`amount\` is in cents. */
export interface Price { readonly amount: number; readonly currency: string; readonly kind: 'price' }
/** Either. */
export type Result = {
  /** It went well. */
  readonly value: number } | { readonly error: string };
/** A cart. */
export class Cart {
  #items = 0;
  private hidden = 1;
  constructor(readonly size: number) {}
  /** @internal */ forTests(): void {}
  get count(): number { return this.#items + this.hidden; }
  toString(): string { return ''; }
}`),
  ).toEqual([
    'Cart.(…): no comment',
    'Cart.count: no comment',
    'Price.currency: no comment',
    'Result.error: no comment',
  ]);
});

test('functions tell of parameters, results and what they throw', () => {
  expect(
    missingIn(`/** Adds to a list. */
export function add(list: string[], item: string): number {
  if (item === '') throw new Error('empty');
  return list.push(item);
}
/** Adds an item to a list, and answers how many there are. Throws an Error for an empty item. */
export function addAll(list: string[], item: string): number {
  if (item === '') throw new Error('empty');
  return list.push(item);
}
/** The price of an order, which has a type of ours. */
export const priceOf = (order: Order): Order => order;
/** What is bought. */
export type Order = string;
/** Waits for the timeout. */
export async function wait(timeoutMs: number): Promise<void> {
  try { throw new Error(String(timeoutMs)); } catch { return; }
}`),
  ).toEqual(['add: parameter item', 'add: result', 'add: what it throws']);
});

test('what a class has of an interface of the package is told there', () => {
  expect(
    missingIn(`/** Closes. */
export interface Closer {
  /** Closes it. */
  close(): void;
}
/** A file. */
export class File implements Closer { close(): void {} }
/** Another thing. */
export class Other { close(): void {} }`),
  ).toEqual(['Other.close: no comment']);
});
