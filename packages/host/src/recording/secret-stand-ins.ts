/**
 * What stands in a recording in the place of secrets: texts of the same length in UTF-8, so that a component which passes a
 * secret on does the same in a replay, and what it sends is compared. Fuel may hang on the letters of a secret.
 *
 * INVARIANT: no secret that the redactor knows of, and no concealed variable, is in what was passed through here: as it is, or as JSON or
 * URLs spell it.
 */
import type { Redactor } from '../services/secrets/redactor.ts';

/** Shorter ones would be found in ordinary text: they are found where they are all of it. */
const MIN_LENGTH = 6;

/** What a variable is named that holds a secret. */
const SECRET_NAME =
  /(?:^|_)(?:KEY|TOKEN|SECRET|SECRETS|PASSWORD|PASSWD|PASSPHRASE|PWD|CREDENTIAL|CREDENTIALS|AUTH|DSN)(?:$|_)/i;

export class SecretStandIns {
  readonly #redactor: Pick<Redactor, 'secrets'>;
  /** By secret. */
  readonly #standIns = new Map<string, string>();
  #spelled = new Map<string, string>();
  #pattern: RegExp | undefined;
  /** How many of the redactor's are among them. */
  #taken = 0;

  /** @param names Variables that are concealed besides those whose names say so. */
  constructor(
    redactor: Pick<Redactor, 'secrets'>,
    env: Readonly<Record<string, string>> = {},
    names: readonly string[] = [],
  ) {
    this.#redactor = redactor;
    for (const [name, value] of Object.entries(env)) {
      if (value !== '' && (SECRET_NAME.test(name) || names.includes(name))) this.#add(value);
    }
    this.#compile();
  }

  /** The secrets that came to be known since this was asked last, as they are spelled. */
  takeNew(): readonly string[] {
    if (this.#redactor.secrets.size === this.#taken) return [];
    const added = [...this.#redactor.secrets].slice(this.#taken);
    this.#taken = this.#redactor.secrets.size;
    for (const secret of added) this.#add(secret);
    this.#compile();
    return added.map((secret) => this.#standIns.get(secret) ?? secret);
  }

  /** Whether there are any. */
  get areUsed(): boolean {
    return this.#standIns.size > 0;
  }

  text(text: string): string {
    const whole = this.#standIns.get(text);
    if (whole !== undefined || this.#pattern === undefined) return whole ?? text;
    return text.replaceAll(this.#pattern, (found) => this.#spelled.get(found) ?? found);
  }

  /** The same for UTF-8; a copy where there is something to conceal. */
  bytes(bytes: Uint8Array): Uint8Array {
    let found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const given = found;
    for (const [spelling, standIn] of this.#spelled) {
      if (found.includes(spelling)) found = replaced(found, Buffer.from(spelling), Buffer.from(standIn));
    }
    return found === given ? bytes : new Uint8Array(found);
  }

  #add(secret: string): void {
    if (this.#standIns.has(secret)) return;
    const standIn = standInOf(secret, this.#standIns.size + 1);
    this.#standIns.set(secret, standIn);
    if (secret.length < MIN_LENGTH) return;
    const lines = secret.split('\n');
    const standInLines = standIn.split('\n');
    // A key may be written by its lines.
    for (const [at, line] of lines.entries()) {
      if (line.trim().length >= MIN_LENGTH) this.#spelled.set(line, standInLines[at] ?? '');
    }
    this.#spelled.set(JSON.stringify(secret).slice(1, -1), JSON.stringify(standIn).slice(1, -1));
    this.#spelled.set(encodeURIComponent(secret.toWellFormed()), encodeURIComponent(standIn));
    this.#spelled.set(secret, standIn);
  }

  #compile(): void {
    if (this.#spelled.size === 0) return;
    // The longest first: one may be part of another.
    this.#spelled = new Map([...this.#spelled].sort(([a], [b]) => b.length - a.length));
    const all = [...this.#spelled.keys()].map((one) => one.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`));
    this.#pattern = new RegExp(all.join('|'), 'g');
  }
}

function replaced(bytes: Buffer, wanted: Buffer, standIn: Buffer): Buffer<ArrayBuffer> {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, from)) {
    parts.push(bytes.subarray(from, at), standIn);
    from = at + wanted.length;
  }
  return Buffer.concat([...parts, bytes.subarray(from)]);
}

/** As many bytes, in the same lines: `S1xxxx`. */
function standInOf(secret: string, number: number): string {
  const filler = `S${number}`.padEnd(Buffer.byteLength(secret), 'x');
  let at = 0;
  return [...secret]
    .map((char) => {
      if (char === '\n' || char === '\r') return char;
      const length = Buffer.byteLength(char);
      const part = filler.slice(at, at + length);
      at += length;
      return part;
    })
    .join('');
}
