import { component, OpenFile, operation, requires, type u32 } from '@airssys/sdk';
import { csvLine, CsvReader } from './csv.ts';

/** Bytes that are read, and written, at once: files may be larger than the memory that the component may have. */
const PIECE_BYTES = 65_536;
const MAX_LINE = 1 << 20;

/** From CSV to JSON and back, a piece at a time. */
@component({ id: 'demo:csv-json', version: '1.0.0' })
@requires('filesystem.read:/data/*', 'filesystem.write:/data/*')
export class CsvJson {
  /** Each row after the first as a JSON object on a line of its own (JSON Lines), by the names of the first. Answers how many. */
  @operation()
  toJson(from: string, to: string): u32 {
    using output = new LineWriter(to);
    let names: readonly string[] | undefined;
    let count = 0;
    for (const row of rowsOf(from)) {
      if (names === undefined) {
        names = row;
        continue;
      }
      if (row.length !== names.length) {
        throw new Error(`Row ${count + 2} has ${row.length} fields, and the first row ${names.length}`);
      }
      output.write(`${JSON.stringify(Object.fromEntries(names.map((name, at) => [name, row[at]])))}\n`);
      count += 1;
    }
    return count;
  }

  /** The other way round: the members of the first object are the columns. Answers how many rows there are besides their names. */
  @operation()
  toCsv(from: string, to: string): u32 {
    using output = new LineWriter(to);
    let names: readonly string[] | undefined;
    let count = 0;
    for (const line of linesOf(from)) {
      if (line === '') continue;
      const value = JSON.parse(line) as Readonly<Record<string, unknown>>; // what is no object has no members
      if (names === undefined) {
        names = Object.keys(value);
        output.write(csvLine(names));
      }
      output.write(csvLine(names.map((name) => textOf(value[name]))));
      count += 1;
    }
    return count;
  }
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

/** Text in pieces. A character whose bytes lie in two of them is whole. */
function* textOfFile(path: string): Generator<string> {
  using file = OpenFile.open(path);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = new Uint8Array();
  for (const chunk of file.chunks(PIECE_BYTES)) {
    const bytes = new Uint8Array(rest.length + chunk.length);
    bytes.set(rest);
    bytes.set(chunk, rest.length);
    const end = lastCharacter(bytes);
    yield decoder.decode(bytes.subarray(0, end));
    rest = bytes.slice(end);
  }
  yield decoder.decode(rest);
}

/** Where the last character begins, which may have more bytes than are there. */
function lastCharacter(bytes: Uint8Array): number {
  const isContinued = (at: number): boolean => ((bytes[at] ?? 0) & 0xc0) === 0x80;
  let at = bytes.length - 1;
  while (at > 0 && isContinued(at)) at -= 1;
  return Math.max(at, 0);
}

function* rowsOf(path: string): Generator<readonly string[]> {
  const reader = new CsvReader();
  for (const text of textOfFile(path)) yield* reader.push(text);
  yield* reader.end();
}

function* linesOf(path: string): Generator<string> {
  let rest = '';
  for (const text of textOfFile(path)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) throw new Error(`A line has more than ${MAX_LINE} characters`);
    yield* lines;
  }
  yield rest;
}

/** Gathers lines, so that the host is not called for each. */
class LineWriter implements Disposable {
  readonly #file: OpenFile;
  #waiting = '';

  constructor(path: string) {
    this.#file = OpenFile.open(path, 'create');
    this.#file.setSize(0);
  }

  write(line: string): void {
    this.#waiting += line;
    if (this.#waiting.length >= PIECE_BYTES) this.#flush();
  }

  #flush(): void {
    this.#file.append(this.#waiting);
    this.#waiting = '';
  }

  [Symbol.dispose](): void {
    this.#flush();
    this.#file[Symbol.dispose]();
  }
}
