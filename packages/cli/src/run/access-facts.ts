/** What a hint needs to know of the decisions on permissions, in little memory however many there were. */
import type { AuditEvent } from '@airssys/host';

/** Different things denied: more would not fit into a hint. */
const MAX_DENIED = 20;

export class AccessFacts {
  readonly #denied = new Map<string, AuditEvent>();
  #last: AuditEvent | undefined;
  #firstFile: AuditEvent | undefined;

  add(event: AuditEvent): void {
    const { area, action, resource, allowed } = event;
    this.#last = event;
    if (allowed && area === 'filesystem') this.#firstFile ??= event;
    const key = `${area}.${action} ${resource}`;
    if (!allowed && this.#denied.size < MAX_DENIED && !this.#denied.has(key)) this.#denied.set(key, event);
  }

  get last(): AuditEvent | undefined {
    return this.#last;
  }

  /** The first ones, one for each thing. */
  get denied(): readonly AuditEvent[] {
    return [...this.#denied.values()];
  }

  /** The first file or folder that it was let at. */
  get firstFile(): AuditEvent | undefined {
    return this.#firstFile;
  }
}
