/** Names that pages mention, and where the site explains them: exports of the packages, error codes, commands. */

export interface SymbolTable {
  /** A page and anchor of the site, such as `reference/host.html#limits`; undefined where the name is not explained. */
  find(name: string): string | undefined;
}

/** A word that cannot be one of prose: `ComponentHost`, `buildComponent`, `DEFAULT_LIMITS`. A decorator has its `@`. */
const IS_NAME = /^(?=.*[A-Z])(?=.*[a-z_])[A-Za-z_]\w*$/;

export class Symbols implements SymbolTable {
  readonly #exports = new Map<string, string>();
  readonly #codes = new Map<string, string>();
  readonly #commands = new Map<string, string>();

  /** The first page that exports a name explains it. */
  addExport(name: string, target: string): void {
    if (!this.#exports.has(name)) this.#exports.set(name, target);
  }

  addCode(code: string, target: string): void {
    this.#codes.set(code, target);
  }

  /** `command` with the names above it: `airssys audit verify`. */
  addCommand(command: string, target: string): void {
    this.#commands.set(command, target);
  }

  find(name: string): string | undefined {
    if (name.startsWith('AIRSSYS_')) return this.#codes.get(name);
    if (/^(npx )?airssys /.test(name)) return this.#findCommand(name.replace(/^npx /, '').split(' '));
    const word = name.replace(/\(.*\)$/, '').replace(/^new /, '');
    if (word.startsWith('@')) return this.#exports.get(word.slice(1));
    return IS_NAME.test(word) ? this.#exports.get(word) : undefined;
  }

  /** The longest command that the words begin with. */
  #findCommand(words: readonly string[]): string | undefined {
    for (let count = words.length; count > 1; count -= 1) {
      const found = this.#commands.get(words.slice(0, count).join(' '));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
