import fc from 'fast-check';

/** One value in so many is a constant. */
const CONSTANT_EVERY = 4;

/** An arbitrary that comes often to some of its values. They shrink as its others do. */
class WithConstants<T> extends fc.Arbitrary<T> {
  readonly #all: fc.Arbitrary<T>;
  readonly #constants: readonly T[];

  constructor(all: fc.Arbitrary<T>, constants: readonly T[]) {
    super();
    this.#all = all;
    this.#constants = constants;
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<T> {
    const constant = this.#constants[random.nextInt(0, this.#constants.length * CONSTANT_EVERY - 1)];
    return constant === undefined ? this.#all.generate(random, biasFactor) : new fc.Value(constant, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.#all.canShrinkWithoutContext(value);
  }

  override shrink(value: T, context: unknown): fc.Stream<fc.Value<T>> {
    const canShrink = context !== undefined || this.#all.canShrinkWithoutContext(value);
    return canShrink ? this.#all.shrink(value, context) : fc.Stream.nil();
  }
}

export function withConstants<T>(all: fc.Arbitrary<T>, constants: readonly T[]): fc.Arbitrary<T> {
  return constants.length === 0 ? all : new WithConstants(all, constants);
}
