/** A line of the prompt as a call: `add(2, 'two')`, or `add 2 two` as on a command line. */
import { usageError } from '../report/usage-error.ts';

export interface CallLine {
  readonly operation: string;
  /** Each in JSON, or plain text. */
  readonly args: readonly string[];
}

const CALL = /^([\p{ID_Start}$_][\p{ID_Continue}$-]*)\s*\((.*)\)\s*;?$/su;

/** @throws AirssysError `AIRSSYS_CLI_USAGE` for quotes or brackets that do not close. */
export function parseCallLine(line: string): CallLine {
  const text = line.trim();
  const call = CALL.exec(text);
  if (call !== null) {
    const [, operation = '', list = ''] = call;
    return { operation, args: list.trim() === '' ? [] : pieces(list, (one) => one === ',') };
  }
  const [operation = '', ...args] = pieces(text, (one) => /\s/.test(one)).filter((one) => one !== '');
  return { operation, args };
}

const OPENING = '([{';
const CLOSING = ')]}';

/** The text between separators that are in no quotes and no brackets. */
function pieces(text: string, isSeparator: (character: string) => boolean): readonly string[] {
  const found: string[] = [];
  let piece = '';
  let depth = 0;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== '' && character === '\\') {
      piece += text.slice(at, at + 2);
      at += 1;
      continue;
    }
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || (character === "'" && piece.trim() === '')) quote = character;
    else if (OPENING.includes(character)) depth += 1;
    else if (CLOSING.includes(character)) depth -= 1;
    else if (depth === 0 && isSeparator(character)) {
      found.push(asJson(piece.trim()));
      piece = '';
      continue;
    }
    piece += character;
  }
  if (quote !== '' || depth !== 0) {
    throw usageError(`This does not close: ${text}`, 'Close quotes and brackets, as in add([1, 2], "two").');
  }
  return [...found, asJson(piece.trim())];
}

/** A text in single quotes as JSON has it. All else stays: it is JSON, or the text of a string. */
function asJson(text: string): string {
  if (!/^'.*'$/s.test(text) || text.length < 2) return text;
  const inside = text.slice(1, -1).replaceAll(/\\(.)/gs, (whole, one: string) => (one === "'" ? one : whole));
  return `"${inside.replaceAll(/(?<!\\)"/g, '\\"')}"`;
}
