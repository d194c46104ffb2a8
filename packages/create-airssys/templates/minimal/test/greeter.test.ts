import { mount } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { Greeter } from '../src/greeter.ts';

const ENTRY = '../src/greeter.ts';

test('greets by name', async () => {
  const greeter = await mount<typeof Greeter>(ENTRY);
  expect(await greeter.greet('World')).toBe('Hello, World!');
  expect(await greeter.greet('  Ada ')).toBe('Hello, Ada!');
});

test('refuses to greet nobody, in a way that callers see', async () => {
  const greeter = await mount<typeof Greeter>(ENTRY);
  await expect(greeter.greet(' ')).rejects.toMatchObject({ name: 'NamelessError' });
});
