/** What a function's documentation says of its parameters: WIT has no place for that but a list at the end. */
import type { WitParameter } from '../document/item.ts';

export interface FunctionDocs {
  readonly docs: string | undefined;
  /** By the parameter's WIT name. */
  readonly params: ReadonlyMap<string, string>;
}

const ITEM = /^- `([^`]+)`: (.*)$/;

/** Takes a list of ``- `name`: text`` at the end apart, as the printing of WIT makes it. Any other list is left in the text. */
export function splitDocs(docs: string | undefined, params: readonly WitParameter[]): FunctionDocs {
  const whole = { docs, params: new Map<string, string>() };
  const start = docs === undefined ? -1 : docs.search(/(^|\n\n)- `[^`]+`: [^\n]*(\n(- `[^`]+`: | {2})[^\n]*)*$/);
  if (docs === undefined || start < 0) return whole;
  const found = new Map<string, string>();
  let last = '';
  for (const line of docs.slice(start).trim().split('\n')) {
    const [, name, text] = ITEM.exec(line) ?? [];
    if (name === undefined || text === undefined) {
      found.set(last, `${found.get(last) ?? ''}\n${line.slice(2)}`);
      continue;
    }
    last = name;
    found.set(name, text);
  }
  const isOfParams = [...found.keys()].every((name) => params.some((param) => param.name === name));
  if (!isOfParams) return whole;
  const rest = docs.slice(0, start).trimEnd();
  return { docs: rest === '' ? undefined : rest, params: found };
}
