import { op, s64, type, u32 } from './encoding.ts';
import type { MemoryType, TableType } from './index-spaces.ts';
import { HookSlot } from './meter-hooks.ts';

// The bodies of the appended functions, local declarations first.

/** Indices, in the rewritten module, of the things that appended code refers to. */
export interface HookIndices {
  readonly fuel: number;
  readonly id: number;
  readonly table: number;
}

/** Subtracts what `amount` leaves on the stack, an `i64`, from the fuel. */
export function chargeCode(hooks: HookIndices, amount: readonly number[]): number[] {
  const fuel = u32(hooks.fuel);
  return [op.globalGet, ...fuel, ...amount, op.i64Sub, op.globalSet, ...fuel];
}

/** Calls `refill` when the fuel is negative. */
export function checkCode(hooks: HookIndices, refill: number): number[] {
  return [
    op.globalGet,
    ...u32(hooks.fuel),
    op.i64Const,
    0,
    op.i64LtS,
    op.if,
    type.empty,
    op.call,
    ...u32(refill),
    op.end,
  ];
}

/**
 * Asks for grants until the debt is paid: a grant may be smaller than the debt, which one bulk instruction can make large.
 *
 * INVARIANT: a grant is added to the fuel, never written over it, so the debt is kept to the unit.
 * INVARIANT: the guest is stopped by `unreachable`. An exception could be caught by the guest's `catch_all`, a trap cannot.
 */
export function refillBody(hooks: HookIndices, grantType: number): number[] {
  const fuel = u32(hooks.fuel);
  const ask = [op.i32Const, HookSlot.refill, op.callIndirect, ...u32(grantType), ...u32(hooks.table), op.localTee, 0];
  const stopUnlessPositive = [op.i64Const, 1, op.i64LtS, op.if, type.empty, op.unreachable, op.end];
  const add = [op.globalGet, ...fuel, op.localGet, 0, op.i64Add, op.globalSet, ...fuel];
  const again = [op.globalGet, ...fuel, op.i64Const, 0, op.i64LtS, op.brIf, 0];
  return [1, 1, type.i64, op.loop, type.empty, ...ask, ...stopUnlessPositive, ...add, ...again, op.end, op.end];
}

/**
 * What can be grown to at all. A larger request fails without any work, so it is not charged: the accounting of wasmtime, to the
 * extent that it can be seen from outside.
 */
const MAX_PAGES_32 = 2 ** 16;
const MAX_DELTA_PAGES_64 = 2 ** 31;
const MAX_ELEMENTS_32 = 2 ** 32 - 1;
const MAX_DELTA_ELEMENTS_64 = 2 ** 62;

interface Growth {
  readonly slot: number;
  readonly index: number;
  readonly address64: boolean;
  /** Code that leaves the current size, as the address type. */
  readonly size: readonly number[];
  /** The local that holds the number of pages or elements asked for. */
  readonly delta: number;
  /** Code that does it and leaves the result. */
  readonly grow: readonly number[];
  /** Code that leaves an `i32`: whether the request can be satisfied in principle. */
  readonly possible: readonly number[];
}

export function memoryGrowBody(
  hooks: HookIndices,
  index: number,
  memory: MemoryType,
  refill: number,
  permissionType: number,
): number[] {
  const size = [op.memorySize, ...u32(index)];
  const delta = 0;
  const grow = [op.localGet, delta, op.memoryGrow, ...u32(index)];
  const possible = memory.address64
    ? [op.localGet, delta, op.i64Const, ...s64(MAX_DELTA_PAGES_64), op.i64LtU]
    : sumAtMost(size, delta, MAX_PAGES_32);
  const { address64 } = memory;
  return growthBody(
    hooks,
    { slot: HookSlot.memoryGrow, index, address64, size, delta, grow, possible },
    refill,
    permissionType,
  );
}

export function tableGrowBody(
  hooks: HookIndices,
  index: number,
  table: TableType,
  refill: number,
  permissionType: number,
): number[] {
  const size = [op.prefixBulk, 16, ...u32(index)];
  const delta = 1;
  const grow = [op.localGet, 0, op.localGet, delta, op.prefixBulk, 15, ...u32(index)];
  const possible = table.address64
    ? [op.localGet, delta, op.i64Const, ...s64(MAX_DELTA_ELEMENTS_64), op.i64LtU]
    : sumAtMost(size, delta, MAX_ELEMENTS_32);
  const { address64 } = table;
  return growthBody(
    hooks,
    { slot: HookSlot.tableGrow, index, address64, size, delta, grow, possible },
    refill,
    permissionType,
  );
}

/** INVARIANT: the real growth runs only after the host has answered; a refusal answers -1, which is how growth fails anyway. */
function growthBody(hooks: HookIndices, growth: Growth, refill: number, permissionType: number): number[] {
  const widen = growth.address64 ? [] : [op.i64ExtendI32U];
  const delta = [op.localGet, growth.delta, ...widen];
  const pay = [...chargeCode(hooks, delta), ...checkCode(hooks, refill)];
  const ask = [
    ...[op.globalGet, ...u32(hooks.id), op.i32Const, ...s64(growth.index)],
    ...[...growth.size, ...widen, ...delta],
    ...[op.i32Const, growth.slot, op.callIndirect, ...u32(permissionType), ...u32(hooks.table)],
  ];
  const result = growth.address64 ? type.i64 : type.i32;
  const minusOne = [growth.address64 ? op.i64Const : op.i32Const, 0x7f];
  return [
    0,
    ...[...growth.possible, op.if, type.empty, ...pay, op.end],
    ...[...ask, op.if, result, ...growth.grow, op.else, ...minusOne, op.end],
    op.end,
  ];
}

/** Whether an `i32` size and the `i32` in local `delta`, both unsigned, add up to no more than `limit`. */
function sumAtMost(size: readonly number[], delta: number, limit: number): number[] {
  const sum = [...size, op.i64ExtendI32U, op.localGet, delta, op.i64ExtendI32U, op.i64Add];
  return [...sum, op.i64Const, ...s64(limit), op.i64LeU];
}
