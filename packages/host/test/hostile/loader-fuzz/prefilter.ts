/**
 * Finds out quickly whether a damaged component is still one. The host would, too, but starts a thread with a transpiler for each;
 * most damage shows much sooner.
 */
import { componentWit, parse } from '@bytecodealliance/jco-transpile/wasm-tools';

export class Prefilter {
  #isPoisoned = false;

  /** Whether it is surely broken. False where nobody knows. */
  async isBroken(bytes: Uint8Array): Promise<boolean> {
    if (this.#isPoisoned) return false;
    try {
      await componentWit(bytes);
      return false;
    } catch {
      // One panic of the tool spoils it for good: then all would seem broken.
      this.#isPoisoned = !(await this.#isWell());
      return !this.#isPoisoned;
    }
  }

  async #isWell(): Promise<boolean> {
    try {
      await componentWit(await parse('(component)'));
      return true;
    } catch {
      return false;
    }
  }
}
