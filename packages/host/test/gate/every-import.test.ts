/**
 * Every function that the host offers to components, of every WIT package: denied without a grant, allowed with one, and both in
 * the audit log; or in the table of those that need none, with the reason.
 */
import { expect, test } from 'vitest';
import { WitError } from '../../src/index.ts';
import type { Needs, NeedsTable } from './needs.ts';
import { CORE } from './needs-core.ts';
import { OUTSIDE } from './needs-outside.ts';
import { WASI } from './needs-wasi.ts';
import { openGate, type Attempt, type OpenGate } from './open-gate.ts';

const TABLE: NeedsTable = { ...CORE, ...OUTSIDE, ...WASI };

const withoutVersion = (name: string): string => name.replace(/@[^#]*/, '');

/** Reads like `wasi:io/poll#poll` in the audit log, where functions have the glue's names. */
const decided = ({ events }: Attempt, allowed: boolean): readonly string[] =>
  events.filter((event) => event.allowed === allowed).map(({ area, action }) => `${area}.${action}`);

test('the table has every function, and no other', async () => {
  const { names } = await openGate();
  expect(Object.keys(TABLE).toSorted()).toEqual([...new Set(names.map(withoutVersion))].toSorted());
});

const needing = Object.entries(TABLE).filter(
  (entry): entry is [string, Extract<Needs, { grants: unknown }>] => 'grants' in entry[1],
);

test.for(needing)('%s', async ([name, { grants, args = () => [] }]) => {
  const denied = await tried(await openGate(), name, [], args);
  expect(decided(denied, false).length).toBeGreaterThan(0);
  expect(decided(denied, true)).toEqual([]);
  demandRefused(name, denied);

  const allowed = await tried(await openGate(), name, grants, args);
  expect(decided(allowed, false)).toEqual([]);
  expect(decided(allowed, true).length).toBeGreaterThan(0);
  expect(allowed.stopped).toBeUndefined();
  for (const { hostFunction, component, resource } of [...denied.events, ...allowed.events]) {
    expect(hostFunction.split('#')[0]).toBe(name.split('#')[0]);
    expect(component).toBe('test:gate');
    expect(resource).not.toBe('');
  }
});

test('what needs no grant says why', () => {
  const without = Object.entries(TABLE).filter(([, needs]) => 'none' in needs);
  expect(without.map(([name]) => name)).toMatchInlineSnapshot(`
    [
      "airssys:core/host-services#log",
      "airssys:core/host-services#list-components",
      "airssys:core/host-services#get-component-metadata",
      "wasi:io/error#[method]error.to-debug-string",
      "wasi:io/streams#[method]input-stream.subscribe",
      "wasi:io/streams#[method]output-stream.subscribe",
      "wasi:cli/environment#get-arguments",
      "wasi:cli/environment#initial-cwd",
      "wasi:cli/exit#exit",
      "wasi:cli/exit#exit-with-code",
      "wasi:cli/stdin#get-stdin",
      "wasi:cli/stdout#get-stdout",
      "wasi:cli/stderr#get-stderr",
      "wasi:cli/terminal-stdin#get-terminal-stdin",
      "wasi:cli/terminal-stdout#get-terminal-stdout",
      "wasi:cli/terminal-stderr#get-terminal-stderr",
      "wasi:filesystem/preopens#get-directories",
      "wasi:filesystem/types#filesystem-error-code",
      "wasi:filesystem/types#[method]descriptor.get-flags",
      "wasi:filesystem/types#[method]descriptor.get-type",
      "wasi:filesystem/types#[method]descriptor.is-same-object",
    ]
  `);
  for (const [, needs] of without) expect('none' in needs && needs.none.length).toBeGreaterThan(10);
});

async function tried(
  gate: OpenGate,
  name: string,
  grants: readonly string[],
  args: NonNullable<Extract<Needs, { grants: unknown }>['args']>,
): Promise<Attempt> {
  const full = gate.names.find((one) => withoutVersion(one) === name);
  if (full === undefined) throw new Error(`${name} is not offered`);
  return await gate.attempt(full, grants, await args(gate));
}

/** A denial is an `err` of the function's result, or ends the call. The environment is told without what is not granted. */
function demandRefused(name: string, { answer, threw, stopped }: Attempt): void {
  if (name === 'wasi:cli/environment#get-environment') return expect(answer).toEqual([]);
  expect(threw).toBe(true);
  if (stopped === undefined) expect(answer).toBeInstanceOf(WitError);
  else expect(stopped).toBe('denied');
}
