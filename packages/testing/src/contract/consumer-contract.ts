import { readFileSync } from 'node:fs';
import { type ImportedInterface, isAirssysError, toCamelCase } from '@airssys/model';
import { createCodecs, JCO } from '@airssys/model/codec';
import { describe, expect, test } from 'vitest';
import { currentTestFile, locate } from '../location.ts';
import type { MountControl } from '../mounted.ts';
import { type ExpectationsFile, failed, interactionCodecs, type WrittenExpectation } from './expectations.ts';
import { shapeOf } from './shape.ts';

/** A call that a consumer makes, and the answer that it counts on, in the values of the consumer's types. */
export interface Expectation {
  /** The function, by its name in the consumer's module. */
  readonly function: string;
  /** What it is called with. */
  readonly args: readonly unknown[];
  /** What it answers. */
  readonly answer: unknown;
}

/** Where the provider comes from, and what has to be the same. */
export interface ConsumerContractOptions {
  /** Mounts the provider, for one expectation: in a state in which it can answer so. */
  readonly mount: (expectation: Expectation) => Promise<{ readonly $: MountControl }>;
  /**
   * What has to be the same. `value` (default): the whole answer. `shape`: whether it is a success or a failure, a value or none,
   * and which case; not which numbers and texts are in it.
   */
  readonly match?: 'value' | 'shape' | undefined;
  /** The interface as the provider exports it, where that is not the consumer's version: `acme:rates/exchange@1.3.0`. */
  readonly interface?: string | undefined;
}

/**
 * Holds a provider to what one of its consumers counts on: a test for each call in the consumer's file.
 *
 * ```ts
 * consumerContract('./expectations/shop.contract', { mount: () => mount<typeof Exchange>('../src/exchange.ts') });
 * ```
 *
 * @param path The file that was written with `expectationsOf`; a relative path is relative to the test file.
 * @throws AirssysError `AIRSSYS_TEST_CONTRACT` where the file cannot be read.
 */
export function consumerContract(path: string | URL, options: ConsumerContractOptions): void {
  const { consumer, interface: model, expectations } = readExpectations(locate(path, currentTestFile()));
  describe(`${consumer} counts on ${model.wit}`, () => {
    for (const [at, written] of expectations.entries()) {
      test(`${at + 1}. ${written.function}(${JSON.stringify(written.args).slice(1, -1)})`, async () => {
        const { actual, expected } = await answerOf(model, written, options);
        expect(actual, `what ${consumer} is answered`).toEqual(expected);
      });
    }
  });
}

/** What a provider answers to a call, beside what is expected of it; as far as that has to be the same. */
export async function answerOf(
  model: ImportedInterface,
  written: WrittenExpectation,
  { mount, match = 'value', interface: wit = model.wit }: ConsumerContractOptions,
): Promise<{ readonly actual: unknown; readonly expected: unknown }> {
  const codec = interactionCodecs(model).get(written.function);
  const operation = createCodecs(model, JCO).operations.get(written.function);
  if (codec === undefined || operation === undefined) throw failed(`There is no function ${written.function}`, REWRITE);
  const { name, result } = codec.model;
  const [args] = codec.args.parseParams([written.args]) as [readonly unknown[]]; // a tuple of the parameters
  const [answer] = result ? codec.answer.parseParams([written.answer]) : [undefined];
  const { $ } = await mount({ function: written.function, args, answer });
  const { usage: _, ...outcome } = await $.instance.callExport(wit, toCamelCase(name), operation.lowerParams(args));
  const actual = operation.liftResult(outcome);
  if (match === 'value') return { actual, expected: answer };
  return { actual: shapeOf(result, model, actual), expected: shapeOf(result, model, answer) };
}

const REWRITE = "Write the file again, with the consumer's tests.";

function readExpectations(file: string): ExpectationsFile {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as ExpectationsFile; // its members are looked at
    if (found.format === 1 && Array.isArray(found.expectations) && Array.isArray(found.interface.operations)) {
      return found;
    }
  } catch (cause) {
    if (isAirssysError(cause)) throw cause;
    throw failed(`The expectations in ${file} cannot be read: ${String(cause)}`, REWRITE);
  }
  throw failed(`${file} has no expectations that this version reads`, REWRITE);
}
