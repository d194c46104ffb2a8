/**
 * Interfaces that a component imports of others, answered with values of their types. What they answer is part of an input: drawn, and made
 * smaller, with it.
 */
import { GuestFault, type ImportProviders, WitError } from '@airssys/host';
import { type ImportedInterface, isAirssysError, type OperationModel, toCamelCase } from '@airssys/model';
import { resultArbitrary, type ValueConstraints } from '@airssys/model/arbitrary';
import { createCodecs, JCO, type OperationCodec } from '@airssys/model/codec';
import fc from 'fast-check';

/** What functions answer, in turn and then from the beginning again, by their labels: `acme:rates/exchange@1.2.0#convert`. */
export type Answers = Readonly<Record<string, readonly unknown[]>>;

/** What a component imports, and how its values are spelt. */
export interface Imported {
  readonly interfaces: readonly ImportedInterface[];
  /** `jco`: for a component that no manifest describes. */
  readonly values: 'author' | 'jco';
}

interface AnsweredFunction {
  readonly label: string;
  readonly operation: OperationModel;
  readonly model: ImportedInterface;
  /** For jco's values. */
  readonly codec: OperationCodec | undefined;
  /** Why it answers nothing; undefined where it answers. */
  readonly reason: string | undefined;
}

const MAX_ANSWERS = 4;

export class GeneratedImports {
  readonly providers: ImportProviders;
  /** Whether there are objects, which no instance can have whose state is put back. */
  readonly hasResources: boolean;
  readonly #isDenied: boolean;
  readonly #functions = new Map<string, AnsweredFunction>();
  #answers: Answers = {};
  #asked = new Map<string, number>();
  #hasDenied = false;

  /** @param isDenied Every call of an import ends the component's call. */
  constructor({ interfaces, values }: Imported, isDenied: boolean) {
    this.#isDenied = isDenied;
    this.hasResources = interfaces.some(({ types }) => types.some(({ kind }) => kind === 'resource'));
    this.providers = Object.fromEntries(interfaces.map((model) => [model.wit, this.#provider(model, values)]));
  }

  /** Whether the component imports anything of others. */
  get isThere(): boolean {
    return Object.keys(this.providers).length > 0;
  }

  /** Whether answers that were printed may throw the host's `WitError`. */
  get printsErrors(): boolean {
    return this.#answering.some(({ codec, operation }) => codec !== undefined && operation.result?.kind === 'result');
  }

  /** Whether what is answered makes a difference. */
  get hasAnswers(): boolean {
    return !this.#isDenied && this.#answering.some(({ operation }) => operation.result !== undefined);
  }

  /** Draws what the functions answer to one input. */
  answers(constraints: ValueConstraints): fc.Arbitrary<Answers> {
    if (!this.hasAnswers) return fc.constant({});
    const each = this.#answering.map(({ label, operation, model }) => [
      label,
      fc.array(resultArbitrary(operation, model, constraints), { minLength: 1, maxLength: MAX_ANSWERS }),
    ]);
    return fc.record(Object.fromEntries(each) as Record<string, fc.Arbitrary<unknown[]>>);
  }

  /** From now on these are answered, from the first on. */
  begin(answers: Answers): void {
    this.#answers = answers;
    this.#asked = new Map();
    this.#hasDenied = false;
  }

  /** Whether something was asked for since then that is not answered. */
  get hasDenied(): boolean {
    return this.#hasDenied;
  }

  /** What was answered since then. */
  get answered(): Answers {
    const used = [...this.#asked].map(([label, times]) => [
      label,
      (this.#answers[label] ?? [undefined]).slice(0, times),
    ]);
    return Object.fromEntries(used) as Answers;
  }

  /** The answers in TypeScript, as `imports` of a mount. `inTurn` is a function of theirs. */
  print(answers: Answers): string {
    const texts = Object.entries(this.providers).map(([wit]) => {
      const own = Object.keys(answers).filter((label) => label.startsWith(`${wit}#`));
      return `${quoted(wit)}: ${this.#printInterface(wit, own, answers)}`;
    });
    return `{ ${texts.join(', ')} }`;
  }

  get #answering(): readonly AnsweredFunction[] {
    return [...this.#functions.values()].filter(({ reason }) => reason === undefined);
  }

  #provider(model: ImportedInterface, values: Imported['values']): Readonly<Record<string, unknown>> {
    const codecs = values === 'jco' ? createCodecs(model, JCO).operations : undefined;
    const provider: Record<string, unknown> = {};
    for (const operation of model.operations) {
      const { key, name } = operation;
      const codec = codecs?.get(key);
      provider[codec === undefined ? key : toCamelCase(name)] = this.#function(
        `${model.wit}#${key}`,
        operation,
        model,
        codec,
      );
    }
    for (const type of model.types) {
      if (type.kind !== 'resource' || type.from !== undefined) continue;
      // A class for each, which is called with `new`.
      const made = function () {};
      for (const [owner, members] of [
        [made.prototype as object, type.methods],
        [made, type.statics],
      ] as const) {
        for (const operation of members) {
          const value = this.#function(`${model.wit}#${type.source}.${operation.key}`, operation, model, undefined);
          Object.defineProperty(owner, operation.key, { value, configurable: true });
        }
      }
      provider[type.source] = made;
    }
    return provider;
  }

  #function(
    label: string,
    operation: OperationModel,
    model: ImportedInterface,
    codec: OperationCodec | undefined,
  ): () => unknown {
    const reason = this.#isDenied ? `${label} is denied` : reasonOf(operation, model);
    this.#functions.set(label, { label, operation, model, codec, reason });
    return () => {
      if (reason !== undefined) {
        this.#hasDenied = true;
        throw new GuestFault('denied', reason);
      }
      const times = this.#asked.get(label) ?? 0;
      this.#asked.set(label, times + 1);
      const answers = this.#answers[label] ?? [];
      const answer = answers[times % answers.length];
      return codec === undefined ? answer : lowered(codec, answer);
    };
  }

  #printInterface(wit: string, labels: readonly string[], answers: Answers): string {
    const plain: string[] = [];
    const classes = new Map<string, string[]>();
    for (const label of labels) {
      const member = label.slice(wit.length + 1);
      const known = this.#functions.get(label);
      const codec = known?.codec;
      const name = codec === undefined ? member : toCamelCase(codec.model.name);
      const turns = (answers[label] ?? []).map((answer) => `() => ${printAnswer(codec, answer)}`);
      const printed = (key: string): string => `${property(key)}: inTurn(${turns.join(', ')})`;
      const [source = '', key] = name.split('.');
      if (key === undefined) plain.push(printed(source));
      else classes.set(source, [...(classes.get(source) ?? []), printed(key)]);
    }
    const made = [...classes].map(([source, members]) => `${property(source)}: classOf({ ${members.join(', ')} })`);
    const all = [...plain, ...made];
    return all.length === 0 ? '{}' : `{ ${all.join(', ')} }`;
  }
}

/** Why the answer of a function cannot be generated, if it cannot. */
function reasonOf(operation: OperationModel, model: ImportedInterface): string | undefined {
  try {
    resultArbitrary(operation, model);
    return undefined;
  } catch (error) {
    if (!isAirssysError(error, 'AIRSSYS_TEST_GENERATE')) throw error;
    return `${model.wit}: ${error.message}`;
  }
}

function lowered(codec: OperationCodec, answer: unknown): unknown {
  const outcome = codec.lowerResult(answer);
  if (outcome.ok) return outcome.value;
  throw WitError.withPayload(outcome.error);
}

function printAnswer(codec: OperationCodec | undefined, answer: unknown): string {
  if (codec === undefined) return printValue(answer);
  const outcome = codec.lowerResult(answer);
  if (outcome.ok) return printValue(outcome.value);
  return `{ throw WitError.withPayload(${fc.stringify(outcome.error)}); }`;
}

/** An object after an arrow stands in parentheses. */
function printValue(value: unknown): string {
  const text = fc.stringify(value);
  return text.startsWith('{') ? `(${text})` : text;
}

const property = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key));

const quoted = (text: string): string => `'${text}'`;
