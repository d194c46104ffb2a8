/** A component as large as the target speaks of, over several files: 50 operations, 100 types, and the code behind them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const AREAS = 10;
/** Per area: six records, two enums, two variants. */
const TYPES_PER_AREA = 10;
const OPERATIONS_PER_AREA = 5;

export const OPERATIONS: number = AREAS * OPERATIONS_PER_AREA;
export const TYPES: number = AREAS * TYPES_PER_AREA;

export interface LargeComponent {
  readonly entry: string;
  /** Files to change: one with types, one with code behind operations, and the class itself. */
  readonly typesFile: string;
  readonly logicFile: string;
}

/** Writes its files into a folder from which `@airssys/sdk` can be found. */
export function writeLargeComponent(dir: string): LargeComponent {
  const write = (name: string, text: string): string => {
    const path = join(dir, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  write('package.json', '{ "type": "module" }\n');
  const compilerOptions = { target: 'es2024', module: 'esnext', moduleResolution: 'bundler', strict: true, types: [] };
  write('tsconfig.json', JSON.stringify({ compilerOptions: { ...compilerOptions, allowImportingTsExtensions: true } }));
  const areas = Array.from({ length: AREAS }, (_, area) => area);
  const typeFiles = areas.map((area) => write(`types/area${area}.ts`, typesOf(area)));
  const logicFiles = areas.map((area) => write(`logic/area${area}.ts`, logicOf(area)));
  const last = AREAS >> 1;
  return {
    entry: write('large.ts', classOf(areas)),
    typesFile: typeFiles[last] ?? '',
    logicFile: logicFiles[last] ?? '',
  };
}

function typesOf(area: number): string {
  // Each area uses the one before it, as modules of a real project do.
  const before = area - 1;
  const imported = before < 0 ? '' : `import type { Order${before}, Level${before} } from './area${before}.ts';\n`;
  const outer = before < 0 ? 'note?: string' : `previous?: Order${before}['id']; level: Level${before}`;
  return `${imported}import type { Result, s64, u16, u32, u64, u8 } from '@airssys/sdk';

/** How far an order of area ${area} is. */
export type State${area} = 'open' | 'paid' | 'shipped' | 'cancelled';
export enum Level${area} { Low = 1, Middle = 2, High = 3 }
/** One line of an order. */
export interface Line${area} { article: string; count: u32; cents: u64; discount?: number; tags: string[] }
export interface Address${area} { street: string; city: string; zip: string; lines: readonly string[]; geo?: [number, number] }
export interface Customer${area} { id: string; name: string; address: Address${area}; born?: s64; level: Level${area} }
/** An order with all that belongs to it. */
export interface Order${area} {
  /** Unique. */
  id: string;
  customer: Customer${area};
  lines: Line${area}[];
  state: State${area};
  bytes: Uint8Array;
  ${outer};
}
export interface Page${area} { items: Order${area}[]; next?: string; total: u32; byState: Record<string, u32> }
export type Summary${area} = Pick<Order${area}, 'id' | 'state'> & { count: u16; first?: Line${area} };
export type Event${area} =
  | { kind: 'placed'; order: Order${area} }
  | { kind: 'paid'; id: string; cents: u64 }
  | { kind: 'closed' };
export type Failure${area} = { type: 'missing'; id: string } | { type: 'refused'; reason: string; level: u8 };
export type Found${area} = Result<Order${area}, Failure${area}>;
`;
}

function logicOf(area: number): string {
  return `import { err, ok } from '@airssys/sdk';
import type { Event${area}, Found${area}, Order${area}, Page${area}, State${area}, Summary${area} } from '../types/area${area}.ts';

const orders = new Map<string, Order${area}>();

export function place${area}(order: Order${area}): string {
  const known = orders.get(order.id);
  const merged = known === undefined ? order : { ...known, ...order, lines: [...known.lines, ...order.lines] };
  orders.set(order.id, { ...merged, bytes: merged.bytes.slice() });
  return order.id;
}

export function find${area}(id: string): Found${area} {
  const found = orders.get(id);
  return found === undefined ? err({ type: 'missing', id }) : ok(found);
}

export function list${area}(state: State${area} | undefined, from: number, count: number): Page${area} {
  const items = [...orders.values()].filter((one) => state === undefined || one.state === state);
  const byState: Record<string, number> = {};
  for (const one of items) byState[one.state] = (byState[one.state] ?? 0) + 1;
  return { items: items.slice(from, from + count), total: items.length, byState };
}

export function apply${area}(events: readonly Event${area}[]): number {
  let applied = 0;
  for (const event of events) {
    switch (event.kind) {
      case 'placed':
        place${area}(event.order);
        break;
      case 'paid':
        orders.delete(event.id);
        break;
      case 'closed':
        orders.clear();
        break;
    }
    applied += 1;
  }
  return applied;
}

export function summary${area}(id: string): Summary${area} | undefined {
  const order = orders.get(id);
  const first = order?.lines[0];
  return order && { id: order.id, state: order.state, count: order.lines.length, ...(first && { first }) };
}
`;
}

function classOf(areas: readonly number[]): string {
  const imports = areas.map(
    (
      area,
    ) => `import { apply${area}, find${area}, list${area}, place${area}, summary${area} } from './logic/area${area}.ts';
import type { Event${area}, Found${area}, Order${area}, Page${area}, State${area}, Summary${area} } from './types/area${area}.ts';`,
  );
  const operations = areas.map(
    (area) => `  /** Takes an order. */
  @operation() place${area}(order: Order${area}): string { return place${area}(order); }
  @operation() find${area}(id: string): Found${area} { return find${area}(id); }
  @operation() list${area}(state?: State${area}, from: u32 = 0, count: u32 = 100): Page${area} { return list${area}(state, from, count); }
  @operation() apply${area}(events: Event${area}[]): u32 { return apply${area}(events); }
  @operation() summarize${area}(id: string): Summary${area} | undefined { return summary${area}(id); }`,
  );
  return `import { component, operation, type u32 } from '@airssys/sdk';
${imports.join('\n')}

@component({ id: 'bench:large', version: '1.0.0' })
export class Large {
${operations.join('\n')}
}
`;
}
