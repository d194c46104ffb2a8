import { expect, it } from 'vitest';
import { bindInterface } from '../../src/index.ts';
import { documentOf } from '../support/read.ts';

it('makes the module of an interface with thousands of types in time that grows with their number', () => {
  const count = 3000;
  const records = Array.from({ length: count }, (_, at) => `record r${at} { a: ${at === 0 ? 'u8' : `r${at - 1}`} }`);
  const document = documentOf(`package acme:large;\ninterface large {\n${records.join('\n')}\n}`);
  const start = performance.now();
  const { bound } = bindInterface(document, 'acme:large/large');
  const text = bound?.printModule({ generator: 'this test', specifierOf: (id) => id });
  // It took minutes when each use of a type looked at all of them; a slow machine may take ten times of what it needs.
  expect(performance.now() - start).toBeLessThan(20_000);
  expect(text).toContain(`export interface R${count - 1} {`);
});
