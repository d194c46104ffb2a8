/** Gives up what a test has mounted, when the test ends; what is mounted outside of a test, when its file ends. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, onTestFinished, TestRunner } from 'vitest';
import { currentTestFile } from '../location.ts';

interface Owned {
  readonly dispose: () => Promise<void>;
  readonly testFile: string | undefined;
  /** Whoever disposes it does so: a fixture may live longer than the test that it is made for, or its file. */
  readonly isFixture: boolean;
}

const alive = new Set<Owned>();
const fixtures = new AsyncLocalStorage<true>();

afterAll(async () => await disposeWhere(() => true));

/** Called before a mount: without isolation, the files of a worker follow each other in one module. */
export async function disposeLeftOvers(): Promise<void> {
  const testFile = currentTestFile();
  await disposeWhere((owned) => owned.testFile !== testFile);
}

/** Registers what is to be disposed. The returned function says that it has been. */
export function disposeWithTest(dispose: () => Promise<void>): () => void {
  const isFixture = fixtures.getStore() === true;
  const owned: Owned = { dispose, testFile: currentTestFile(), isFixture };
  alive.add(owned);
  if (isFixture) return () => alive.delete(owned);
  const test = TestRunner.getCurrentTest();
  // Of concurrent tests Vitest does not know which is calling: their mounts live until the file ends, or `await using` does.
  if (test !== undefined && test.concurrent !== true) onTestFinished(dispose);
  return () => alive.delete(owned);
}

/** Runs a mount whose caller disposes it. */
export function ownedByFixture<T>(work: () => Promise<T>): Promise<T> {
  return fixtures.run(true, work);
}

/** How many mounts have not been disposed. */
export function aliveMounts(): number {
  return alive.size;
}

async function disposeWhere(matches: (owned: Owned) => boolean): Promise<void> {
  const found = [...alive].filter((owned) => !owned.isFixture && matches(owned));
  await Promise.all(found.map(({ dispose }) => dispose()));
}
