/** Guest code that runs while values cross the boundary: `realloc`, post-return and destructors. */
import { OPS } from '../../written.ts';
import { BY_DEADLINE, type HostileCase, type Outcome } from '../hostile-case.ts';
import { lifted, text } from '../text.ts';

const TAKES = { type: '(param "s" string) (result u32)', realloc: true };
const RUN = '(func (export "run") (param i32 i32) (result i32) (local.get 1))';
const SPIN = '(loop $l (br $l))';
const give =
  (value: unknown): NonNullable<HostileCase['drive']> =>
  async (instance) =>
    await instance.callExport(OPS, 'run', [value]);

const realloc = (name: string, body: string, expected: Outcome, more: Partial<HostileCase> = {}): HostileCase => ({
  name: `realloc: ${name}`,
  bytes: lifted({
    ...TAKES,
    core: `(memory (export "memory") 1) (global $n (mut i32) (i32.const 8))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) ${body}) ${RUN}`,
  }),
  drive: give('some words'),
  expected: [expected],
  ...more,
});

const GIVES = `(memory (export "memory") 1) (data (i32.const 8) "\\10\\00\\00\\00\\04\\00\\00\\00word")
  (func (export "run") (result i32) (i32.const 8))`;
const post = (name: string, body: string, expected: Outcome, more: Partial<HostileCase> = {}): HostileCase => ({
  name: `post-return: ${name}`,
  bytes: lifted({ type: '(result string)', post: true, core: `${GIVES} (func (export "post") (param i32) ${body})` }),
  expected: [expected],
  ...more,
});

/** A resource that the component makes and drops by itself, with this destructor. */
const dropped = (destructor: string): string => `(component
  (core module $d (func (export "dtor") (param i32) ${destructor}))
  (core instance $d (instantiate $d))
  (alias core export $d "dtor" (core func $dtor))
  (type $r (resource (rep i32) (dtor (core func $dtor))))
  (core func $new (canon resource.new $r))
  (core func $drop (canon resource.drop $r))
  (core module $m (import "" "new" (func $new (param i32) (result i32))) (import "" "drop" (func $drop (param i32)))
    (func (export "run") (result i32) (call $drop (call $new (i32.const 1))) (i32.const 0)))
  (core instance $i (instantiate $m (with "" (instance (export "new" (func $new)) (export "drop" (func $drop))))))
  (func $run (result u32) (canon lift (core func $i "run")))
  (instance $ops (export "run" (func $run))) (export "${OPS}" (instance $ops)))`;

export const REALLOC: readonly HostileCase[] = [
  realloc('never returns', `${SPIN} (i32.const 0)`, 'call: out-of-fuel'),
  realloc('never returns, against the clock', `${SPIN} (i32.const 0)`, 'call: deadline', { limits: BY_DEADLINE }),
  realloc('past the memory', '(i32.const 0x7fffffff)', 'call: pointer-out-of-bounds'),
  realloc('at the end of the memory', '(i32.const 65535)', 'call: pointer-out-of-bounds'),
  realloc('at the last address', '(i32.const -1)', 'call: pointer-out-of-bounds'),
  realloc('traps', 'unreachable', 'call: unreachable'),
  realloc(
    'grows without end',
    '(loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) unreachable',
    'call: memory-limit',
  ),
  realloc('shrinks the view by growing', '(drop (memory.grow (i32.const 1))) (i32.const 16)', 'call: answers'),
  realloc('always in the same place', '(i32.const 0)', 'call: answers', { drive: give('x'.repeat(60_000)) }),
  {
    name: 'realloc: between addresses',
    bytes: lifted({
      type: '(param "l" (list u32)) (result u32)',
      realloc: true,
      core: `(memory (export "memory") 1) (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 9)) ${RUN}`,
    }),
    drive: give([1, 2, 3]),
    // The glue does not look at the alignment; it stays inside of the memory.
    expected: ['call: answers'],
  },
  {
    name: 'realloc: strings that overlap their list',
    bytes: lifted({
      type: '(param "l" (list string)) (result u32)',
      realloc: true,
      core: `(memory (export "memory") 1) (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 16)) ${RUN}`,
    }),
    drive: give(['aaaa', 'bbbb', 'cccc']),
    expected: ['call: answers'],
  },
  realloc(
    'calls itself without end',
    '(call $again (local.get 0)) (i32.const 0)) (func $again (param i32) (call $again (local.get 0)) (call $again (local.get 0))',
    'call: stack-overflow',
    { limits: { maxFuel: 1e9 } },
  ),
  post('never returns', SPIN, 'call: out-of-fuel'),
  post('never returns, against the clock', SPIN, 'call: deadline', { limits: BY_DEADLINE }),
  post('traps', 'unreachable', 'call: unreachable'),
  { name: 'destructor: never returns', bytes: text(dropped(SPIN)), expected: ['call: out-of-fuel'] },
  {
    name: 'destructor: never returns, against the clock',
    bytes: text(dropped(SPIN)),
    limits: BY_DEADLINE,
    expected: ['call: deadline'],
  },
  { name: 'destructor: traps', bytes: text(dropped('unreachable')), expected: ['call: unreachable'] },
];
