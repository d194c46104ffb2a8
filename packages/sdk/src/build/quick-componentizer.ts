/**
 * Makes components of one source again and again. With QuickJS, all but the first one of the same interfaces have the first one's code
 * and a memory that was evaluated here (engines/quickjs-evaluator.ts), which takes milliseconds.
 *
 * INVARIANT: it makes what {@link componentize} makes, to the byte. The first component's own script, evaluated here, has to give that
 * component; otherwise all are made by componentize.
 */
import { createHash } from 'node:crypto';
import { componentize, componentizeError, type ComponentizeInput, quickJsEvaluator } from './componentize.ts';
import { withMemory } from './engines/free-memory.ts';
import type { QuickJsEvaluator } from './engines/quickjs-evaluator.ts';

interface Known {
  readonly interfaces: string;
  readonly component: Uint8Array;
  /** Undefined where what it makes is not the same. Absent until that is known. */
  evaluator?: QuickJsEvaluator | undefined;
}

export class QuickComponentizer {
  #known: Known | undefined;
  #preparing: Promise<void> | undefined;

  /** @throws As `componentize` does. */
  async componentize(input: ComponentizeInput): Promise<Uint8Array> {
    const interfaces = interfacesOf(input);
    // What has begun is done sooner than what has not.
    if (this.#known?.interfaces === interfaces) await this.#preparing;
    const { component, evaluator } = this.#known?.interfaces === interfaces ? this.#known : {};
    const made = component && evaluator && evaluated(evaluator, component, input);
    if (made !== undefined) return made;
    const whole = await componentize(input);
    if (input.engine === 'quickjs' && component === undefined) {
      const known: Known = { interfaces, component: whole };
      this.#known = known;
      this.#preparing = prepare(known, input);
    }
    return whole;
  }

  /** Resolves when the next component of the same interfaces is made as quickly as it can be. */
  async prepared(): Promise<void> {
    await this.#preparing;
  }
}

/** Beside everything else: where it fails, components are made as before. */
async function prepare(known: Known, input: ComponentizeInput): Promise<void> {
  try {
    const evaluator = await quickJsEvaluator(input);
    const again = evaluated(evaluator, known.component, input);
    if (again !== undefined && Buffer.compare(again, known.component) === 0) known.evaluator = evaluator;
  } catch {
    // Whatever it is, the next component says so.
  }
}

function evaluated(
  evaluator: QuickJsEvaluator,
  component: Uint8Array,
  input: ComponentizeInput,
): Uint8Array | undefined {
  let memory: Uint8Array;
  try {
    memory = evaluator.evaluate(input.script);
  } catch (cause) {
    throw componentizeError(cause, input);
  }
  return withMemory(component, memory);
}

/** What decides all of a component but its memory. */
function interfacesOf({ engine, wit, imports, packages }: ComponentizeInput): string {
  const folders = imports.map(({ folder, uses }) => [folder, uses]);
  return createHash('sha256')
    .update(JSON.stringify([engine, wit, folders, packages]))
    .digest('hex');
}
