/** Is told, once, that a sandbox takes no calls any more: with the error where it has trapped. It must not throw. */
export type EndListener = (error: Error | undefined) => void;

export class EndListeners {
  #listeners: Set<EndListener> | undefined;
  #end: { readonly error: Error | undefined } | undefined;

  /** Calls the listener at once where the end has been. */
  add(listener: EndListener): void {
    if (this.#end !== undefined) listener(this.#end.error);
    else (this.#listeners ??= new Set()).add(listener);
  }

  delete(listener: EndListener): void {
    this.#listeners?.delete(listener);
  }

  /** The first end counts. */
  tell(error: Error | undefined): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    const listeners = this.#listeners ?? [];
    this.#listeners = undefined;
    for (const listener of listeners) listener(error);
  }
}
