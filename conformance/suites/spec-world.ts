import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bridge } from './spec-bridge.ts';
import type { Action, Command } from './spec-commands.ts';
import type { Crossing } from './spec-values.ts';
import { matches, show, toWords } from './spec-values.ts';

export type Instantiate = (bytes: Uint8Array<ArrayBuffer>, imports: WebAssembly.Imports) => WebAssembly.Exports;

/** Commands that only prepare: they count as cases when they fail, not when they work. */
export const PREPARATIONS: ReadonlySet<string> = new Set(['module', 'register', 'action']);

/** Carries out the commands of one file, with one way of making instances. */
export class SpecWorld {
  readonly #directory: string;
  readonly #instantiate: Instantiate;
  readonly #named = new Map<string, WebAssembly.Exports>();
  readonly #imports: WebAssembly.Imports = Object.create(null);
  readonly #bridges = new Map<string, (...words: unknown[]) => unknown>();
  /** The message of the trap in which the last command ended, if it did. */
  trap: string | undefined;
  #current: WebAssembly.Exports | undefined;
  #modules = 0;

  constructor(directory: string, instantiate: Instantiate) {
    this.#directory = directory;
    this.#instantiate = instantiate;
    this.#imports['spectest'] = spectest();
  }

  /** Undefined when the command went as it should, else what was wrong. */
  run(command: Command): string | undefined {
    this.trap = undefined;
    switch (command.type) {
      case 'module':
        return this.#module(command);
      case 'register':
        return this.#register(command);
      case 'action':
        return this.#attempt(command, () => undefined);
      case 'assert_return':
        return this.#attempt(command, (words) => this.#compare(command, words));
      case 'assert_trap':
        return this.#expectError(command, WebAssembly.RuntimeError);
      case 'assert_exhaustion':
        return this.#expectError(command, RangeError);
      case 'assert_uninstantiable':
        return this.#expectNoInstance(command, WebAssembly.RuntimeError);
      case 'assert_unlinkable':
        return this.#expectNoInstance(command, WebAssembly.LinkError);
      default:
        return `unknown command ${command.type}`;
    }
  }

  #module(command: Command): string | undefined {
    this.#current = undefined;
    this.#modules++;
    try {
      this.#current = this.#make(command);
    } catch (error) {
      this.#noteTrap(error);
      return String(error);
    }
    if (command.name !== undefined) this.#named.set(command.name, this.#current);
    return undefined;
  }

  #make({ filename = '' }: Command): WebAssembly.Exports {
    return this.#instantiate(readFileSync(join(this.#directory, filename)), this.#imports);
  }

  #register({ name, as = '' }: Command): string | undefined {
    const exports = this.#exports(name);
    if (exports === undefined) return 'no such module';
    this.#imports[as] = exports;
    return undefined;
  }

  #exports(name: string | undefined): WebAssembly.Exports | undefined {
    return name === undefined ? this.#current : this.#named.get(name);
  }

  #attempt(command: Command, check: (words: Crossing[]) => string | undefined): string | undefined {
    try {
      return check(this.#perform(command));
    } catch (error) {
      this.#noteTrap(error);
      return `threw ${String(error)}`;
    }
  }

  #compare({ expected = [] }: Command, words: Crossing[]): string | undefined {
    const got = show(words);
    return expected.every((value) => matches(value, words))
      ? undefined
      : `got ${got}, expected ${JSON.stringify(expected)}`;
  }

  #expectError(command: Command, kind: new () => Error): string | undefined {
    try {
      return `got ${show(this.#perform(command))}, expected ${kind.name}`;
    } catch (error) {
      this.#noteTrap(error);
      return error instanceof kind ? undefined : `threw ${String(error)}, expected ${kind.name}`;
    }
  }

  #expectNoInstance(command: Command, kind: new () => Error): string | undefined {
    try {
      this.#make(command);
      return `was instantiated, expected ${kind.name}`;
    } catch (error) {
      this.#noteTrap(error);
      return error instanceof kind ? undefined : `threw ${String(error)}, expected ${kind.name}`;
    }
  }

  #noteTrap(error: unknown): void {
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) this.trap = error.message;
  }

  /** What the action answers, in words. */
  #perform({ action, expected = [] }: Command): Crossing[] {
    if (action === undefined) throw new TypeError('a command without an action');
    const exported = this.#exports(action.module)?.[action.field];
    if (exported === undefined) throw new TypeError(`nothing exported as ${action.field}`);
    if (action.type === 'get') return [globalWord(exported, expected[0]?.type)];
    const params = (action.args ?? []).map((argument) => argument.type);
    const results = expected.map((value) => value.type);
    const call = this.#bridge(action, exported, params, results);
    const answer = call(...(action.args ?? []).flatMap(toWords));
    // The bridge is declared to answer words: one, an array of several, or none.
    return answer === undefined ? [] : ((Array.isArray(answer) ? answer : [answer]) as Crossing[]);
  }

  #bridge(
    action: Action,
    target: WebAssembly.ExportValue,
    params: string[],
    results: string[],
  ): (...words: unknown[]) => unknown {
    const module = action.module ?? `#${this.#modules}`;
    const key = [module, this.#modules, action.field, params.join(), results.join()].join('\0');
    const known = this.#bridges.get(key) ?? bridge(target, params, results);
    this.#bridges.set(key, known);
    return known;
  }
}

/** A global's value as a word. JavaScript may have quieted a NaN on the way; no `get` of the suite is about NaNs. */
function globalWord(exported: WebAssembly.ExportValue, type: string | undefined): Crossing {
  if (!(exported instanceof WebAssembly.Global)) throw new TypeError('not a global');
  const value: unknown = exported.value;
  if (typeof value === 'bigint' || value === null || typeof value === 'object') return value;
  if (typeof value !== 'number') throw new TypeError('a global of another kind');
  if (type === 'f32') return new Int32Array(new Float32Array([value]).buffer)[0] ?? 0;
  if (type === 'f64') return new BigInt64Array(new Float64Array([value]).buffer)[0] ?? 0n;
  return value;
}

/** The host module that the suite's modules import. */
function spectest(): WebAssembly.ModuleImports {
  const print = (): void => undefined;
  return {
    ...{
      print,
      print_i32: print,
      print_i64: print,
      print_f32: print,
      print_f64: print,
      print_i32_f32: print,
      print_f64_f64: print,
    },
    global_i32: new WebAssembly.Global({ value: 'i32' }, 666),
    global_i64: new WebAssembly.Global({ value: 'i64' }, 666n),
    global_f32: new WebAssembly.Global({ value: 'f32' }, 666.6),
    global_f64: new WebAssembly.Global({ value: 'f64' }, 666.6),
    table: new WebAssembly.Table({ initial: 10, maximum: 20, element: 'anyfunc' }),
    memory: new WebAssembly.Memory({ initial: 1, maximum: 2 }),
  };
}
