/**
 * Names for the generators that `async` functions are lowered to. esbuild leaves them without one, and a stack trace would
 * not say in which function of the author an error was thrown.
 */
import { ASYNC_NAME_PREFIX } from '@airssys/model';

/** How the body of a lowered function begins, after what it is named by. */
const BODY = /\b__async(?:Generator)?\d*\((?:this|null), (?:arguments|null), function\* (?=\()/;
/** What stands before an arrow function: `name = (…) => `, `name: value => `. */
const ARROW = /(?:^|[\s{,(])#?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*[=:]\s*(?:\([^()]*\)|[\p{ID_Continue}$]+) => $/u;
const NAME_AT_END = /(#?)([\p{ID_Start}$_][\p{ID_Continue}$]*)$/u;

/**
 * The script with the names. INVARIANT: no line is added or taken, so that the source map stays true; columns move only
 * behind the name, in lines that end there but for the parameters.
 *
 * The prefix keeps the name from hiding one that the function's body uses.
 */
export function nameAsyncFunctions(script: string): string {
  const lines = script.split('\n');
  return lines
    .map((line, index) => {
      const body = BODY.exec(line);
      if (body === null) return line;
      const before = line.slice(0, body.index);
      const name = before.trim() === 'return' ? headName(lines[index - 1] ?? '') : ARROW.exec(before)?.[1];
      const at = body.index + body[0].length;
      return name === undefined ? line : `${line.slice(0, at)}${ASYNC_NAME_PREFIX}${name}${line.slice(at)}`;
    })
    .join('\n');
}

/**
 * The name in a function's head, such as `static load(id = next()) {` or `load_fn = function(id) {`; of `#load(id) {` the one that a
 * private method has where esbuild lowers it, `load_fn`.
 */
function headName(line: string): string | undefined {
  const head = line.trimEnd();
  if (!head.endsWith(') {')) return undefined;
  let depth = 0;
  for (let at = head.length - 3; at >= 0; at--) {
    if (head[at] === ')') depth += 1;
    if (head[at] === '(') depth -= 1;
    if (depth !== 0) continue;
    const [, mark, name] = NAME_AT_END.exec(head.slice(0, at).replace(/ = function\*?$/, '')) ?? [];
    return mark === '#' ? `${name}_fn` : name;
  }
  return undefined;
}
