/** A component that passes strings and lists both ways, as many and as large as it is asked to, whatever its memory holds of them. */
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import type { CallOutcome, ComponentInstance, HostOptions, InstanceOptions } from '../../src/index.ts';
import type { HostService } from '../../src/services/host-service.ts';
import { HOST, OPS, testHost } from '../components.ts';

/** 640 pages: everything that is given away lies in the first 32 MiB, where it may be one and the same. */
const TEXT = `(component
  (import "${HOST}" (instance $host
    (export "take" (func (param "texts" (list string))))
    (export "give" (func (param "bytes" u32) (result (list u8))))))
  (core module $memory (memory (export "memory") 640)
    (global $free (mut i32) (i32.const 33554432))
    (func (export "cabi_realloc") (param $at i32) (param $old i32) (param $align i32) (param $new i32) (result i32)
      (local $found i32)
      (local.set $found (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
      (global.set $free (i32.add (local.get $found) (local.get $new)))
      (local.get $found))
    (func (export "reset") (global.set $free (i32.const 33554432))))
  (core instance $memory (instantiate $memory))
  (alias core export $memory "memory" (core memory $bytes))
  (alias core export $memory "cabi_realloc" (core func $realloc))
  (core func $take (canon lower (func $host "take") (memory $bytes)))
  (core func $give (canon lower (func $host "give") (memory $bytes) (realloc $realloc)))
  (core module $m
    (import "m" "memory" (memory 1))
    (import "m" "reset" (func $reset))
    (import "host" "take" (func $take (param i32 i32)))
    (import "host" "give" (func $give (param i32 i32)))
    ;; A list of pairs, each the same: what is at 0, of a length.
    (func $fill (param $count i32) (param $length i32) (local $at i32)
      (local.set $at (i32.const 33554432))
      (block $done (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (i32.store (local.get $at) (i32.const 0))
        (i32.store offset=4 (local.get $at) (local.get $length))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next))))
    (func $pair (param $at i32) (param $length i32) (result i32)
      (i32.store (i32.const 33554424) (local.get $at))
      (i32.store (i32.const 33554428) (local.get $length))
      (i32.const 33554424))
    (func $pairs (export "pairs") (param i32 i32) (result i32)
      (call $fill (local.get 0) (local.get 1))
      (call $pair (i32.const 33554432) (local.get 0)))
    (func (export "one") (param i32 i32) (result i32) (call $pair (local.get 0) (local.get 1)))
    (func (export "pass") (param i32 i32)
      (call $fill (local.get 0) (local.get 1))
      (call $take (i32.const 33554432) (local.get 0)))
    (func (export "fetch") (param i32) (result i32)
      (call $give (local.get 0) (i32.const 33554424))
      (i32.load (i32.const 33554428)))
    (func (export "accept") (param i32 i32) (result i32) (call $reset) (local.get 1))
    (func (export "plain") (param i32) (result i32) (local.get 0)))
  (core instance $i (instantiate $m
    (with "m" (instance $memory))
    (with "host" (instance (export "take" (func $take)) (export "give" (func $give))))))
  (func $texts (param "count" u32) (param "length" u32) (result (list string))
    (canon lift (core func $i "pairs") (memory $bytes)))
  (func $lists (param "count" u32) (param "length" u32) (result (list (list u8)))
    (canon lift (core func $i "pairs") (memory $bytes)))
  (func $text (param "at" u32) (param "length" u32) (result string)
    (canon lift (core func $i "one") (memory $bytes)))
  (func $wide (param "at" u32) (param "length" u32) (result string)
    (canon lift (core func $i "one") (memory $bytes) string-encoding=utf16))
  (func $numbers (param "at" u32) (param "length" u32) (result (list u64))
    (canon lift (core func $i "one") (memory $bytes)))
  (func $results (param "at" u32) (param "length" u32) (result (list (result)))
    (canon lift (core func $i "one") (memory $bytes)))
  (func $pass (param "count" u32) (param "length" u32) (canon lift (core func $i "pass")))
  (func $fetch (param "bytes" u32) (result u32) (canon lift (core func $i "fetch")))
  (func $accept (param "texts" (list string)) (result u32)
    (canon lift (core func $i "accept") (memory $bytes) (realloc $realloc)))
  (func $plain (param "value" u32) (result u32) (canon lift (core func $i "plain")))
  (instance $ops
    (export "texts" (func $texts)) (export "lists" (func $lists)) (export "text" (func $text))
    (export "wide" (func $wide)) (export "numbers" (func $numbers)) (export "results" (func $results))
    (export "pass" (func $pass)) (export "fetch" (func $fetch)) (export "accept" (func $accept))
    (export "plain" (func $plain)))
  (export "${OPS}" (instance $ops)))`;

/** What the component took and gave: the host's side of it. */
export interface Traffic {
  /** How many strings each call of `take` came with. */
  readonly taken: number[];
}

/** The host functions that it imports; `waiting` ones suspend it. */
function service(kind: 'immediate' | 'waiting', traffic: Traffic): HostService {
  const functions = {
    take: { call: (_call: unknown, texts: readonly string[]) => void traffic.taken.push(texts.length) },
    give: { call: (_call: unknown, bytes: number) => new Uint8Array(bytes) },
  };
  return kind === 'immediate' ? { interface: HOST, immediate: functions } : { interface: HOST, waiting: functions };
}

export interface ValuedOptions extends InstanceOptions {
  readonly host?: HostOptions;
  readonly kind?: 'immediate' | 'waiting';
  readonly traffic?: Traffic;
}

/** An instance of the component. */
export async function valued({
  host = {},
  kind = 'immediate',
  traffic = { taken: [] },
  ...options
}: ValuedOptions = {}): Promise<ComponentInstance> {
  const loaded = await testHost({ services: [service(kind, traffic)], ...host }).load(await parse(TEXT), 'valued');
  return await loaded.instantiate(options);
}

export async function call(
  instance: ComponentInstance,
  name: string,
  ...args: readonly unknown[]
): Promise<CallOutcome> {
  return await instance.callExport(OPS, name, args);
}
