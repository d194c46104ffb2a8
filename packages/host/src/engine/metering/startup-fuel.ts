import type { ConstantExpression } from './constant-expression.ts';
import { isPlainConstant } from './constant-expression.ts';

const REF_FUNC = 0xd2;

interface SegmentCost {
  readonly fuel: number;
  readonly constant: boolean;
}

/**
 * The fuel that wasmtime takes for instantiating a module, besides what the start function itself takes.
 *
 * wasmtime compiles whatever cannot be done ahead of time into one function: initializers that are not plain constants, the
 * segments that depend on them, and the call of the start function. That function costs 1 on entry, 1 for each instruction of an
 * initializer, 1 for each element or byte that is written, and 1 for the call. Measured against wasmtime 49.
 */
export class StartupFuel {
  #initializers = 0;
  #elements = 0;
  #data: SegmentCost[] = [];
  #elementsRun = false;
  #needed = false;

  global(init: ConstantExpression): void {
    if (!isPlainConstant(init)) this.#run(cost(init));
  }

  table(init: ConstantExpression, min: number): void {
    if (init.single !== REF_FUNC) this.#run(cost(init) + min);
  }

  /** A passive segment; one that names functions is built ahead of time. */
  passiveElements(itemFuel: number): void {
    if (itemFuel > 0) this.#run(itemFuel);
  }

  /** From the first active segment on that cannot be placed ahead of time, all of them are placed while running. */
  activeElements(offset: ConstantExpression, itemFuel: number, length: number): void {
    if (!isPlainConstant(offset) || itemFuel > 0) this.#elementsRun = true;
    if (this.#elementsRun) {
      this.#needed = true;
      this.#elements += cost(offset) + itemFuel + length;
    }
  }

  activeData(offset: ConstantExpression, length: number): void {
    this.#data.push({ fuel: cost(offset) + length, constant: isPlainConstant(offset) });
  }

  /** The sum; 0 where nothing has to run. */
  total(hasStart: boolean): number {
    const dataRuns = this.#data.some((segment) => !segment.constant);
    if (!this.#needed && !dataRuns && !hasStart) return 0;
    // wasmtime writes its count back before a call and before a segment is copied, but not at the end of this function: without
    // either of them, only the entry is seen. A whole component's budget must not differ by that, so it is followed here.
    if (!hasStart && !dataRuns) return 1;
    const data = dataRuns ? this.#data.reduce((sum, segment) => sum + segment.fuel, 0) : 0;
    return 1 + this.#initializers + this.#elements + data + (hasStart ? 1 : 0);
  }

  #run(fuel: number): void {
    this.#needed = true;
    this.#initializers += fuel;
  }
}

function cost(expression: ConstantExpression): number {
  return expression.instructions + expression.arrayElements;
}
