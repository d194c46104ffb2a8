/** A component that does what it is asked, ruin among it. */
import type { HostService, TrapKind } from '../../src/index.ts';
import { HOST, OPS, written } from '../written.ts';

/** What can be asked of it that ends it, and as what. */
export const FAULTS = {
  trap: 'unreachable',
  divide: 'integer-division-by-zero',
  exhaust: 'memory-limit',
  spin: 'deadline',
  wait: 'deadline',
} as const satisfies Readonly<Record<string, TrapKind>>;

export type Fault = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as Fault[]; // its own keys

export { OPS };

/** A host function that answers nothing until the call has ended. */
export const NEVER: HostService = {
  interface: HOST,
  waiting: {
    wait: {
      call: async ({ signal }) =>
        await new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('the call has ended')), { once: true });
        }),
    },
  },
};

/** Two pages of memory, of which it has one. */
export const LIMITS = { maxMemoryBytes: 2 * 65_536, maxFuel: 1e12 };

/** Milliseconds that a call may take in which it hangs. One that spins holds up all others meanwhile, turn by turn. */
export const HANG_MS = 10;

export async function victim(): Promise<Uint8Array> {
  return await written({
    core: `
      (import "host" "wait" (func $wait))
      (memory 1)
      (func (export "work") (param i32) (result i32) (local $sum i32)
        (loop $more
          (local.set $sum (i32.add (local.get $sum) (i32.mul (local.get 0) (local.get 0))))
          (br_if $more (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (local.get $sum))
      (func (export "trap") unreachable)
      (func (export "divide") (drop (i32.div_u (i32.const 1) (i32.const 0))))
      (func (export "exhaust") (if (i32.eq (memory.grow (i32.const 16)) (i32.const -1)) (then unreachable)))
      (func (export "spin") (loop $l (br $l)))
      (func (export "wait") (call $wait))`,
    imports: { wait: '' },
    exports: [{ name: 'work', params: 1, result: true }, ...FAULT_NAMES.map((name) => ({ name }))],
  });
}
