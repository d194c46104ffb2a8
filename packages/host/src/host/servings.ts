/** Components of a host that are served over HTTP: each server goes with the updates of its component. */
import type { HttpServing } from '../serving/http-serving.ts';
import type { HostServeOptions } from './host-options.ts';
import { activeVersion, type HostParts, instanceOptions, loadVersion, recordOf } from './host-parts.ts';

export class Servings {
  readonly #parts: HostParts;
  readonly #byComponent = new Map<string, Set<HttpServing>>();

  constructor(parts: HostParts) {
    this.#parts = parts;
  }

  async open(id: string, options: HostServeOptions): Promise<HttpServing> {
    const record = recordOf(this.#parts, id);
    const loaded = await loadVersion(this.#parts, id, activeVersion(this.#parts, record).hash);
    const serving = await loaded.serve({ ...instanceOptions(this.#parts, id, record.settings), ...options });
    const servings = this.#byComponent.get(id) ?? new Set();
    this.#byComponent.set(id, servings.add(serving));
    return serving;
  }

  /** Has the active version answer. */
  async follow(id: string): Promise<void> {
    const servings = [...(this.#byComponent.get(id) ?? [])].filter(({ isOpen }) => isOpen);
    this.#byComponent.set(id, new Set(servings));
    if (servings.length === 0) return;
    const record = recordOf(this.#parts, id);
    const loaded = await loadVersion(this.#parts, id, activeVersion(this.#parts, record).hash);
    for (const serving of servings) {
      await loaded.takeOver(serving, instanceOptions(this.#parts, id, record.settings));
    }
  }

  /** Ends them, as far as whoever opened them has not. */
  async close(): Promise<void> {
    const all = [...this.#byComponent.values()].flatMap((servings) => [...servings]);
    this.#byComponent.clear();
    await Promise.all(all.map(async (serving) => await serving[Symbol.asyncDispose]()));
  }
}
