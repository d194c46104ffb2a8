import fc from '../../../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { readComponent } from '../../src/index.ts';
import { built, testHost, written } from '../components.ts';

const CORE = '(func (export "run") (result i32) (i32.const 1))';
const COMPONENT_HEADER = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
const CODES = ['AIRSSYS_ENGINE_INVALID_COMPONENT', 'AIRSSYS_MANIFEST_INVALID'];

/** Whatever the bytes: read, or refused by our own error. */
function readOrRefuse(bytes: Uint8Array): boolean {
  try {
    readComponent(bytes, 'it');
    return true;
  } catch (error) {
    expect(CODES).toContain((error as { code?: unknown }).code);
    return false;
  }
}

/** A custom section. */
function section(name: string, content: string): number[] {
  const encoded = [...Buffer.from(name)];
  const body = [encoded.length, ...encoded, ...Buffer.from(content)];
  return [0, ...leb(body.length), ...body];
}

const leb = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >> 7)]);
const component = (...sections: number[][]): Uint8Array => new Uint8Array([...COMPONENT_HEADER, ...sections.flat()]);

test('cut off anywhere: refused, or cut between two sections', async () => {
  const bytes = await written({ core: CORE });
  const read = Array.from({ length: bytes.length }, (_, length) => readOrRefuse(bytes.slice(0, length)));
  expect(read[8]).toBe(true);
  expect(read.filter(Boolean).length).toBeLessThan(30);
  expect(readComponent(bytes, 'it')).toEqual({ bytes, manifest: undefined, sourceMap: undefined });
});

test('any bytes, with the right beginning or not', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
      readOrRefuse(tail);
      readOrRefuse(new Uint8Array([...COMPONENT_HEADER, ...tail]));
    }),
  );
});

test('a manifest that is anything', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      readOrRefuse(component(section('airssys:manifest', text)));
    }),
  );
});

test.each([
  ['it is empty', new Uint8Array()],
  ['it does not begin as WebAssembly does', Buffer.from('hello, world')],
  ['it is a core module', new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])],
  ['it is cut off: a section needs 110 bytes', component([1, 100])],
  ['the length at byte 14 is not a number', component([1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
  ['the custom section at byte 11 has a name longer than itself', component([0, 1, 9])],
])('%s', (what, bytes) => {
  expect(() => readComponent(bytes, 'it.wasm')).toThrow(
    expect.objectContaining({
      code: CODES[0],
      data: { name: 'it.wasm' },
      message: `it.wasm is not a component: ${what}`,
    }),
  );
});

test('the last section of a name counts', () => {
  expect(
    readComponent(component(section('airssys:source-map', 'a'), section('airssys:source-map', 'b')), 'it').sourceMap,
  ).toBe('b');
});

describe('loading', () => {
  test('what is no component is refused with its name', async () => {
    const host = testHost();
    await expect(host.load('/no/such/file.wasm')).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AirssysError: /no/such/file.wasm cannot be read]`,
    );
    await expect(host.load(import.meta.filename)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AirssysError: component-binary.test.ts is not a component: it does not begin as WebAssembly does]`,
    );
  });

  test('a manifest that describes nothing', async () => {
    const bytes = await written({ core: CORE });
    const manifest = {
      format: 1,
      component: { namespace: 'a', name: 'b', version: '1', operations: { operations: [{ type: 7 }] } },
      build: {},
    };
    const forged = new Uint8Array([...bytes, ...section('airssys:manifest', JSON.stringify(manifest))]);
    await expect(testHost().load(forged)).rejects.toMatchObject({ code: 'AIRSSYS_MANIFEST_INVALID' });
  });

  test('a source map that cannot be read does not get in the way', async () => {
    const bytes = await built('probe');
    const forged = new Uint8Array([...bytes, ...section('airssys:source-map', 'no json')]);
    const instance = await (await testHost().load(forged)).instantiate();
    await expect(instance.call('fail', 'error')).rejects.toMatchObject({
      kind: 'guest-error',
      guestError: { name: 'OrderError', message: 'no such order' },
    });
  });
});
