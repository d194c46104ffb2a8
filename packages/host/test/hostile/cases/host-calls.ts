/** Floods of host calls and logs, functions that never answer, and calls that come back in. */
import type { ComponentInstance, HostService } from '../../../src/index.ts';
import { HOST, OPS, written } from '../../written.ts';
import { BY_DEADLINE, type HostileCase } from '../hostile-case.ts';
import { BUMP_REALLOC, text } from '../text.ts';

/** The functions of {@link HOST} that wait. The campaign's host has them, as a component is prepared for those of its host. */
export const WAITING: HostService = { interface: HOST, waiting: { wait: { call: () => undefined } } };

const waiting = (call: () => unknown) => (): { services: readonly HostService[] } => ({
  services: [{ interface: HOST, waiting: { wait: { call } } }],
});
const immediate = (poke: () => unknown) => (): { imports: Record<string, Record<string, () => unknown>> } => ({
  imports: { [HOST]: { poke } },
});

const POKE = { imports: { poke: '' } };
const FLOOD = `(import "host" "poke" (func $p)) (func (export "run") (result i32) (loop $l (call $p) (br $l)) (i32.const 0))`;
const WAIT = { imports: { wait: '' } };
const waits =
  (body: string): (() => Promise<Uint8Array>) =>
  async () =>
    await written({
      ...WAIT,
      core: `(import "host" "wait" (func $w)) (func (export "run") (result i32) ${body} (i32.const 0))`,
    });

const LEVELS = '(enum "trace" "debug" "info" "warn" "error")';
/** Logs `length` bytes from `at`, without end or once. */
const logs = (at: number, length: number, isEndless: boolean, bytes = 'x'): string => `(component
  (type $iface (instance
    (type $level' ${LEVELS}) (export "log-level" (type $level (eq $level')))
    (type $pair (tuple string string)) (type $pairs (list $pair)) (type $context (option $pairs))
    (export "log" (func (param "level" $level) (param "message" string) (param "context" $context)))))
  (import "airssys:core/host-services@1.0.0" (instance $h (type $iface)))
  (core module $mem (memory (export "memory") 16) (data (i32.const 0) "${bytes}") ${BUMP_REALLOC})
  (core instance $mem (instantiate $mem))
  (core func $log (canon lower (func $h "log") (memory (core memory $mem "memory")) (realloc (core func $mem "realloc"))))
  (core module $m (import "" "log" (func $log (param i32 i32 i32 i32 i32 i32)))
    (func (export "run") (result i32)
      (loop $l (call $log (i32.const 2) (i32.const ${at}) (i32.const ${length}) (i32.const 0) (i32.const 0) (i32.const 0))
        (br_if $l (i32.const ${isEndless ? 1 : 0}))) (i32.const 0)))
  (core instance $i (instantiate $m (with "" (instance (export "log" (func $log))))))
  (func $run (result u32) (canon lift (core func $i "run")))
  (instance $ops (export "run" (func $run))) (export "${OPS}" (instance $ops)))`;

const again = async (self: ComponentInstance | undefined): Promise<unknown> => await self?.callExport(OPS, 'run', []);

export const HOST_CALLS: readonly HostileCase[] = [
  {
    name: 'host calls: a flood',
    bytes: async () => await written({ ...POKE, core: FLOOD }),
    options: immediate(() => {}),
    expected: ['call: host-call-limit'],
  },
  {
    name: 'host calls: a flood, against the clock',
    bytes: async () => await written({ ...POKE, core: FLOOD }),
    options: immediate(() => {}),
    limits: { ...BY_DEADLINE, maxHostCalls: 1e9 },
    expected: ['call: deadline'],
  },
  {
    name: 'host calls: a flood of those that wait',
    bytes: waits('(loop $l (call $w) (br $l))'),
    options: waiting(() => undefined),
    expected: ['call: host-call-limit'],
  },
  {
    name: 'host calls: one that never answers',
    bytes: waits('(call $w)'),
    options: waiting(() => new Promise(() => {})),
    limits: BY_DEADLINE,
    expected: ['call: deadline'],
  },
  {
    name: 'host calls: one that answers after the end',
    bytes: waits('(call $w)'),
    options: waiting(() => new Promise((resolve) => setTimeout(resolve, 60))),
    limits: BY_DEADLINE,
    expected: ['call: deadline'],
  },
  {
    name: 'host calls: one that fails, and is caught',
    bytes: waits('(loop $l (block $h (try_table (catch_all $h) (call $w))) (br $l))'),
    options: waiting(() => {
      throw new Error('a defect of the service');
    }),
    expected: ['call: host-error'],
  },
  {
    name: 'host calls: a promise from one that answers at once',
    bytes: async () => await written({ ...POKE, core: FLOOD }),
    options: immediate(() => new Promise(() => {})),
    expected: ['call: host-error'],
  },
  {
    name: 'host calls: a wait in the start function',
    bytes: async () =>
      await written({
        ...WAIT,
        core: '(import "host" "wait" (func $w)) (start $w) (func (export "run") (result i32) (i32.const 0))',
      }),
    // V8 suspends nothing there, and says so before the host function is called.
    expected: ['start: cannot-leave'],
  },
  {
    name: 're-entrance: the host calls back and waits for the answer',
    bytes: waits('(call $w)'),
    options: (self) => waiting(async () => await again(self()))(),
    expected: ['call: host-error'],
  },
  {
    name: 're-entrance: the host calls back and forgets',
    bytes: async () => await written({ ...POKE, core: FLOOD }),
    options: (self) => immediate(() => void again(self()).catch(() => {}))(),
    expected: ['call: host-call-limit'],
  },
  {
    name: 're-entrance: a crowd of calls behind one that waits for ever',
    bytes: waits('(call $w)'),
    options: waiting(() => new Promise(() => {})),
    limits: { ...BY_DEADLINE, maxQueuedCalls: 2 },
    drive: async (instance) => {
      const calls = await Promise.allSettled(Array.from({ length: 5 }, () => instance.callExport(OPS, 'run', [])));
      throw calls.map((call) => (call.status === 'rejected' ? call.reason : undefined)).at(-1);
    },
    expected: ['call: AIRSSYS_SANDBOX_OVERLOADED'],
  },
  { name: 'log: a flood', bytes: text(logs(0, 10, true)), expected: ['call: host-call-limit'] },
  { name: 'log: a giant message', bytes: text(logs(0, 1 << 20, false)), expected: ['call: answers'] },
  {
    name: 'log: a message past the memory',
    bytes: text(logs(0, (1 << 20) + 1, false)),
    expected: ['call: string-out-of-bounds'],
  },
  {
    name: 'log: a message that is no UTF-8',
    bytes: text(logs(0, 4, false, '\\ff\\fe\\c0\\80')),
    expected: ['call: invalid-value'],
  },
];
