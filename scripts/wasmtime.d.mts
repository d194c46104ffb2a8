/** The Python that has wasmtime, or why there is none. */
export function findWasmtime(): { readonly python: string } | { readonly skipped: string };
