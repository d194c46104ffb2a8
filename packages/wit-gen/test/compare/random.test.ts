/** One thing is changed in a random document: that is found, where it was changed, and the other way round too. */
import fc, { SEED } from '../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { compareDocuments, rootPackage, type WitDocument, type WitInterface } from '../../src/index.ts';
import { documents } from '../support/documents.ts';

/** A document, and the same with another form of one of the root's interfaces. */
function changed(document: WitDocument, name: string, change: (item: WitInterface) => WitInterface): WitDocument {
  return {
    ...document,
    packages: document.packages.map((one) =>
      one.id === document.root
        ? { ...one, interfaces: one.interfaces.map((item) => (item.name === name ? change(item) : item)) }
        : one,
    ),
  };
}

const kindsAt = (before: WitDocument, after: WitDocument, place: string): readonly string[] =>
  compareDocuments(before, after)
    .changes.filter((change) => change.place === place)
    .map(({ kind }) => kind);

/** Among some documents, those with an interface in the root that has what is wanted. */
function withInterface(isWanted: (item: WitInterface) => boolean): readonly (readonly [WitDocument, WitInterface])[] {
  return fc.sample(documents, { numRuns: 150, seed: SEED }).flatMap((document) => {
    const item = rootPackage(document).interfaces.find(isWanted);
    return item === undefined ? [] : [[document, item] as const];
  });
}

test(`a function that is gone, or new (seed ${SEED})`, () => {
  const found = withInterface(({ functions }) => functions.length > 0);
  expect(found.length).toBeGreaterThan(10);
  for (const [document, item] of found) {
    const less = changed(document, item.name, (one) => ({ ...one, functions: one.functions.slice(1) }));
    const place = `${item.name}#${item.functions[0]?.name}`;
    expect(kindsAt(document, less, place)).toEqual(['function-removed']);
    expect(kindsAt(less, document, place)).toEqual(['function-added']);
  }
});

test(`fields, cases and flags in another order (seed ${SEED})`, () => {
  const isLong = (count: number): boolean => count > 1;
  const hasMembers = ({ types }: WitInterface): boolean =>
    types.some(
      (type) =>
        (type.kind === 'record' && isLong(type.fields.length)) ||
        ((type.kind === 'enum' || type.kind === 'variant') && isLong(type.cases.length)) ||
        (type.kind === 'flags' && isLong(type.flags.length)),
    );
  const found = withInterface(hasMembers);
  expect(found.length).toBeGreaterThan(10);
  for (const [document, item] of found) {
    const turned = changed(document, item.name, (one) => ({
      ...one,
      types: one.types.map((type) => {
        if (type.kind === 'record') return { ...type, fields: type.fields.toReversed() };
        if (type.kind === 'variant') return { ...type, cases: type.cases.toReversed() };
        if (type.kind === 'enum') return { ...type, cases: type.cases.toReversed() };
        return type.kind === 'flags' ? { ...type, flags: type.flags.toReversed() } : type;
      }),
    }));
    const { changes, isBreaking } = compareDocuments(document, turned);
    const orders = changes.filter(({ kind }) => /^(field|case|flag)-order$/.test(kind));
    expect(orders.length).toBeGreaterThan(0);
    expect(changes.length).toBe(orders.length);
    // What was @unstable breaks nobody.
    const isExcused = item.gate?.unstable !== undefined || item.types.some(({ gate }) => gate?.unstable !== undefined);
    expect(isBreaking || isExcused).toBe(true);
  }
});
