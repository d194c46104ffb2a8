import { expect, test } from 'vitest';
import { HttpError } from '../../src/index.ts';

test('has a status of an error', () => {
  expect(new HttpError(404, 'gone', { cause: 1 })).toMatchObject({ status: 404, message: 'gone', cause: 1 });
  expect(new HttpError(599).message).toBe('');
  for (const status of [399, 600, 404.5, Number.NaN]) expect(() => new HttpError(status)).toThrow(RangeError);
});
