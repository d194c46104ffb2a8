/** CSV (RFC 4180) as it comes, in pieces of any length. */

const MARK = /[",\r\n]/g;
const QUOTE = /"/g;

/** Takes text piece by piece, and gives the rows that are complete. */
export class CsvReader {
  #row: string[] = [];
  #field = '';
  /** Inside of quotes; or behind one that ends them, or is the first of two that stand for one. */
  #state: 'plain' | 'quoted' | 'quote' = 'plain';
  #isBegun = false;

  /** The rows that end in this piece. */
  *push(text: string): Generator<readonly string[]> {
    let at = 0;
    while (at < text.length) {
      const end = this.#nextMark(text, at);
      if (end > at) this.#append(text.slice(at, end));
      const row = end < text.length ? this.#mark(text.charAt(end)) : undefined;
      if (row !== undefined) yield row;
      at = end + 1;
    }
  }

  /** The last row, where no line break followed it. */
  *end(): Generator<readonly string[]> {
    if (this.#state === 'quoted') throw new Error('A quoted field has no end');
    if (this.#isBegun) yield this.#endRow();
  }

  /** Where the next character stands that means something. */
  #nextMark(text: string, from: number): number {
    const mark = this.#state === 'quoted' ? QUOTE : MARK;
    mark.lastIndex = from;
    return mark.exec(text)?.index ?? text.length;
  }

  #append(text: string): void {
    if (this.#state === 'quote') this.#state = 'plain';
    this.#field += text;
    this.#isBegun = true;
  }

  #mark(character: string): readonly string[] | undefined {
    if (character === '"') {
      if (this.#state === 'quote') this.#field += '"';
      this.#state = this.#state === 'quoted' ? 'quote' : 'quoted';
      this.#isBegun = true;
      return undefined;
    }
    this.#state = 'plain';
    if (character === '\n') return this.#endRow();
    if (character === ',') {
      this.#isBegun = true;
      this.#endField();
    }
    return undefined; // a carriage return belongs to the line feed behind it
  }

  #endField(): void {
    this.#row.push(this.#field);
    this.#field = '';
  }

  #endRow(): readonly string[] {
    this.#endField();
    const row = this.#row;
    this.#row = [];
    this.#isBegun = false;
    return row;
  }
}

/** A row as a line. */
export const csvLine = (fields: readonly string[]): string => `${fields.map(quoted).join(',')}\n`;

const quoted = (field: string): string =>
  field === '' || /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
