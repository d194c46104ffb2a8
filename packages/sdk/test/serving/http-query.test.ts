/** A query is read as the URL Standard reads it, which Node's URLSearchParams does. */
import { expect, test } from 'vitest';
import fc from '../../../../test/properties.ts';
import { HttpQuery } from '../../src/serving/http-query.ts';

const escapes = fc.oneof(
  fc.constantFrom('%', '%4', '%41', '%c3%a9', '%C3', '%ff', '%zz', '+', '&', '=', '%26', '%EF%BB%BF', 'a', '?'),
  // A path has no other characters. Node does not read them as the standard says where an escape beside them is none.
  fc.string({ unit: 'grapheme-ascii', maxLength: 3 }),
);

test('pairs are those of URLSearchParams', () => {
  fc.assert(
    fc.property(fc.array(escapes, { maxLength: 12 }), (parts) => {
      const text = parts.join('').replaceAll('#', '');
      // A leading question mark is taken for that of the query there.
      const expected = new URLSearchParams(`?${text}`);
      const query = new HttpQuery(text);
      expect([...query]).toEqual([...expected]);
      for (const name of expected.keys()) {
        expect(query.get(name)).toBe(expected.get(name));
        expect(query.all(name)).toEqual(expected.getAll(name));
      }
    }),
  );
});

test('what is not there is undefined', () => {
  const query = new HttpQuery('a=1');
  expect([query.get('b'), query.all('b'), query.text, [...new HttpQuery('')]]).toEqual([undefined, [], 'a=1', []]);
});
