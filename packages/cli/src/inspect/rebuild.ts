/** Builds a component again, and says in which it differs. */
import { readComponent, withoutSignatures } from '@airssys/host';
import type { BuildRecord } from '@airssys/model';
import { buildComponent } from '@airssys/sdk/build';
import { usageError } from '../report/usage-error.ts';

export interface Rebuilt {
  /** Whether the bytes are the same, but for signatures. */
  readonly isSame: boolean;
  /** What the two builds had differently, in words; empty where it is neither sources nor tools. */
  readonly differences: readonly string[];
}

/** @throws AirssysError `AIRSSYS_CLI_USAGE` where another toolchain has made it; and as `buildComponent` does. */
export async function rebuild(bytes: Uint8Array, name: string, entry: string): Promise<Rebuilt> {
  const build = readComponent(bytes, name).manifest?.build;
  if (build === undefined) {
    throw usageError(`${name} does not say how it was built`, 'Components of airssys do: `airssys build` makes one.');
  }
  const { engine } = build;
  const again = await buildComponent({ entry, engine, outDir: false, useCache: false, lock: false });
  const isSame = Buffer.compare(withoutSignatures(bytes, name), again.component) === 0;
  return { isSame, differences: isSame ? [] : differencesOf(build, again.manifest.build) };
}

function differencesOf(before: BuildRecord, after: BuildRecord): readonly string[] {
  const hashes = ({ sources = [] }: BuildRecord): Readonly<Record<string, string>> =>
    Object.fromEntries(sources.map(({ name, sha256 }) => [name, sha256]));
  return [
    ...compared(hashes(before), hashes(after), (name, then, now) => {
      if (then === undefined) return `${name} was not there`;
      return now === undefined ? `${name} is missing` : `${name} has another content`;
    }),
    ...compared(
      before.tools,
      after.tools,
      (name, then, now) => `${name} was ${then ?? 'not there'}, and is ${now ?? 'missing'}`,
    ),
  ];
}

function compared(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  say: (name: string, then: string | undefined, now: string | undefined) => string,
): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.filter((name) => before[name] !== after[name]).map((name) => say(name, before[name], after[name]));
}
