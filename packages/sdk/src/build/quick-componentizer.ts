/**
 * Makes components of one source again and again. With QuickJS the engine is kept for as long as the interfaces are the same, and
 * a script takes milliseconds.
 *
 * INVARIANT: it makes what {@link componentize} makes, to the byte.
 */
import { createHash } from 'node:crypto';
import { componentize, type ComponentizeInput, componentWith, linkEngine } from './componentize.ts';
import type { QuickJsEngine } from './engines/quickjs-engine.ts';

export class QuickComponentizer {
  #linked: { readonly interfaces: string; readonly engine: QuickJsEngine } | undefined;

  /** @throws As `componentize` does. */
  async componentize(input: ComponentizeInput): Promise<Uint8Array> {
    if (input.engine !== 'quickjs') return await componentize(input);
    const interfaces = interfacesOf(input);
    if (this.#linked?.interfaces !== interfaces) this.#linked = { interfaces, engine: await linkEngine(input) };
    return await componentWith(this.#linked.engine, input);
  }
}

/** What decides all of a component but its memory. */
function interfacesOf({ wit, imports, packages }: ComponentizeInput): string {
  const folders = imports.map(({ folder, uses }) => [folder, uses]);
  return createHash('sha256')
    .update(JSON.stringify([wit, folders, packages]))
    .digest('hex');
}
