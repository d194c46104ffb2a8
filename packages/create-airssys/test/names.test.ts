import { expect, test } from 'vitest';
import { componentIdFault, componentIdFor, packageNameFault, packageNameFor } from '../src/names.ts';

test.each([
  ['/tmp/My Shop', 'my-shop', 'demo:my-shop'],
  ['shop_v2', 'shop-v2', 'demo:shop-v2'],
  ['./.hidden', 'hidden', 'demo:hidden'],
  ['a.b', 'a.b', 'demo:a-b'],
])('%s makes the package %s and the component %s', (directory, name, id) => {
  expect(packageNameFor(directory)).toBe(name);
  expect(packageNameFault(name)).toBeUndefined();
  expect(componentIdFor(name)).toBe(id);
});

test('a scope is the namespace', () => {
  expect(componentIdFor('@acme/web-shop')).toBe('acme:web-shop');
  expect(componentIdFault('acme:web-shop')).toBeUndefined();
});

test.each([
  ['', 'it is empty'],
  ['Shop', 'npm takes'],
  ['a/b', 'npm takes'],
  ['node_modules', 'keeps that name'],
  ['x'.repeat(215), 'more than 214'],
])('%s is no package', (name, fault) => {
  expect(packageNameFault(name)).toContain(fault);
});

test.each([
  ['shop', 'not NAMESPACE:NAME'],
  ['a:b:c', 'not NAMESPACE:NAME'],
  ['acme:Shop', "'Shop' is not in kebab-case"],
  ['acme:shop--two', "'shop--two' is not in kebab-case"],
  ['acme:7shop', "'7shop' is not in kebab-case"],
  [':shop', "'' is not in kebab-case"],
  ['acme:x', '3 to 64'],
  [`acme:${'x'.repeat(65)}`, '3 to 64'],
  ['wasi:shop', "the host's"],
  ['airssys:shop', "the host's"],
  ['interface:shop', "a word of WIT's own"],
])('%s is no component', (id, fault) => {
  expect(componentIdFault(id)).toContain(fault);
});

test('what no name can be made of is told as such', () => {
  expect(packageNameFault(packageNameFor('/tmp/___'))).toBe('it is empty');
  expect(componentIdFault(componentIdFor('7'))).toContain('kebab-case');
});
