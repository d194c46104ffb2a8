import type { ComponentModel, InterfaceModel } from '@airssys/model';
import fc from 'fast-check';
import { buildInterface } from './build-interface.ts';
import { docs } from './names.ts';
import { interfaceShapes } from './shapes.ts';

/** A component of an interface, with nothing else that matters. */
export function componentOf(operations: InterfaceModel, text?: string): ComponentModel {
  return {
    namespace: 'acme',
    name: 'sample',
    version: '1.0.0',
    description: 'A sample',
    author: '',
    license: '',
    stateful: false,
    ...(text !== undefined && { docs: text }),
    className: 'Sample',
    operations,
    hooks: {},
    permissions: [],
    limits: { maxMemoryBytes: 64 * 1024 * 1024 },
  };
}

export interface Case {
  readonly model: ComponentModel;
  /** Chooses the spelling of its source. */
  readonly style: number;
}

/** Random components, with how to write them. */
export const cases: fc.Arbitrary<Case> = fc
  .record({
    shape: interfaceShapes,
    text: fc.option(docs, { nil: undefined, freq: 2 }),
    style: fc.nat({ max: 2 ** 31 - 1 }),
  })
  .map(({ shape, text, style }) => ({ model: componentOf(buildInterface(shape), text), style }));
