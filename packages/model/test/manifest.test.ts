import { describe, expect, it } from 'vitest';
import { isAirssysError, operationsInterface, packageName, parseManifest } from '../src/index.ts';
import { failure, INTERFACE } from './codec/samples.ts';

const component = {
  namespace: 'acme',
  name: 'order-book',
  version: '1.2.0',
  description: '',
  author: '',
  license: '',
  stateful: false,
  className: 'OrderBook',
  operations: INTERFACE,
  hooks: {},
  permissions: [],
  limits: { maxMemoryBytes: 16_777_216 },
};
const manifest = { format: 1, component, build: { engine: 'quickjs', tools: {}, inputHash: '', scriptName: 'x.js' } };

describe('parseManifest', () => {
  it('reads what JSON.stringify wrote, and the same interface', () => {
    expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest);
  });

  it('refuses with the reason', () => {
    const texts = [
      '',
      '{',
      'null',
      '[]',
      '"x"',
      '{}',
      '{"format":2}',
      '{"format":{"toString":1}}',
      JSON.stringify({ ...manifest, component: undefined }),
      JSON.stringify({ ...manifest, build: [] }),
      JSON.stringify({ ...manifest, component: { ...component, operations: null } }),
      JSON.stringify({ ...manifest, component: { ...component, version: 1 } }),
    ];
    expect(texts.map((text) => failure(() => parseManifest(text)).split('\n')[0])).toMatchInlineSnapshot(`
      [
        "The component's manifest cannot be read: it is not JSON",
        "The component's manifest cannot be read: it is not JSON",
        "The component's manifest cannot be read: it is not an object",
        "The component's manifest cannot be read: it is not an object",
        "The component's manifest cannot be read: it is not an object",
        "The component's manifest cannot be read: its format is undefined, and this version reads format 1",
        "The component's manifest cannot be read: its format is 2, and this version reads format 1",
        "The component's manifest cannot be read: its format is {"toString":1}, and this version reads format 1",
        "The component's manifest cannot be read: a part is missing (component, component.operations or build)",
        "The component's manifest cannot be read: a part is missing (component, component.operations or build)",
        "The component's manifest cannot be read: a part is missing (component, component.operations or build)",
        "The component's manifest cannot be read: component.version is not a string",
      ]
    `);
  });

  it('keeps the cause of broken JSON', () => {
    try {
      parseManifest('{');
      expect.unreachable();
    } catch (error) {
      expect(isAirssysError(error, 'AIRSSYS_MANIFEST_INVALID')).toBe(true);
      expect(error).toMatchObject({ cause: expect.any(SyntaxError) });
    }
  });
});

describe('names of a component', () => {
  it('are those of its WIT package', () => {
    expect(packageName(component)).toBe('acme:order-book@1.2.0');
    expect(operationsInterface(component)).toBe('acme:order-book/operations@1.2.0');
  });
});
