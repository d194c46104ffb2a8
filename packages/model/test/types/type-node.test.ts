import { describe, expect, it } from 'vitest';
import { PRIMITIVES, Type, type TypeNode, visitDefinition, visitType } from '../../src/index.ts';
import { TYPES } from '../codec/samples.ts';

describe('type nodes', () => {
  const nodes: readonly TypeNode[] = [
    ...PRIMITIVES.map(Type.primitive),
    Type.bytes(),
    Type.list(Type.primitive('u8')),
    Type.typedArray('Float64Array'),
    Type.set(Type.primitive('u8')),
    Type.map(Type.primitive('u8'), Type.bytes()),
    Type.record(Type.primitive('u8')),
    Type.option(Type.primitive('u8'), 'null'),
    Type.tuple([Type.primitive('u8'), Type.primitive('string')]),
    Type.result(),
    Type.result(Type.primitive('u8'), Type.primitive('string')),
    Type.reference('order'),
  ];

  it('are frozen, and JSON holds them as they are', () => {
    for (const node of nodes) {
      expect(Object.isFrozen(node)).toBe(true);
      expect(JSON.parse(JSON.stringify(node))).toStrictEqual(node);
    }
    const items = [Type.primitive('u8')];
    const tuple = Type.tuple(items);
    items.pop();
    expect(tuple.items).toHaveLength(1);
    expect(Object.isFrozen(tuple.items)).toBe(true);
  });

  it("are handed to their kind's handler", () => {
    const kind = (node: TypeNode): string => node.kind;
    for (const node of nodes) {
      const visited = visitType(node, {
        primitive: kind,
        list: kind,
        option: kind,
        tuple: kind,
        result: kind,
        reference: kind,
        handle: kind,
      });
      expect(visited).toBe(node.kind);
    }
    expect(
      TYPES.map((type) =>
        visitDefinition(type, {
          record: () => 'record',
          variant: () => 'variant',
          enum: () => 'enum',
          flags: () => 'flags',
          resource: () => 'resource',
        }),
      ),
    ).toEqual(TYPES.map((type) => type.kind));
  });
});
