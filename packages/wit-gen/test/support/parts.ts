/** Components as text, to be composed. They are of no toolchain of ours. */
import { componentWit, parse } from '@bytecodealliance/jco-transpile/wasm-tools';

/** Exports `acme:bank/api`, with a resource; imports `acme:log/api`, with these levels. */
export const bank = async (levels = '"low" "high"'): Promise<Uint8Array> =>
  await parse(`(component
    (import "acme:log/api@1.0.0" (instance $log
      (type (enum ${levels})) (export "level" (type (eq 0)))
      (export "write" (func (param "level" 1) (param "count" u32)))))
    (alias export $log "level" (type $level))
    (core func $write (canon lower (func $log "write")))
    (core module $m
      (import "log" "write" (func $write (param i32 i32)))
      (import "own" "new" (func $new (param i32) (result i32)))
      (import "own" "rep" (func $rep (param i32) (result i32)))
      (func (export "open") (param i32) (result i32) (call $write (i32.const 1) (local.get 0)) (call $new (local.get 0)))
      (func (export "balance") (param i32) (result i32) (local.get 0)))
    (type $account (resource (rep i32)))
    (core func $new (canon resource.new $account))
    (core func $rep (canon resource.rep $account))
    (core instance $own (export "new" (func $new)) (export "rep" (func $rep)))
    (core instance $logs (export "write" (func $write)))
    (core instance $i (instantiate $m (with "log" (instance $logs)) (with "own" (instance $own))))
    (func $open (param "amount" u32) (result (own $account)) (canon lift (core func $i "open")))
    (func $balance (param "self" (borrow $account)) (result u32) (canon lift (core func $i "balance")))
    (component $interface
      (import "account" (type $t (sub resource)))
      (import "open" (func $open (param "amount" u32) (result (own $t))))
      (import "balance" (func $balance (param "self" (borrow $t)) (result u32)))
      (export $e "account" (type $t))
      (export "[constructor]account" (func $open) (func (param "amount" u32) (result (own $e))))
      (export "[method]account.balance" (func $balance) (func (param "self" (borrow $e)) (result u32))))
    (instance $api (instantiate $interface
      (with "account" (type $account)) (with "open" (func $open)) (with "balance" (func $balance))))
    (export "acme:bank/api@1.0.0" (instance $api)))`);

/** Imports a part of `acme:bank/api` and exports `test:guest/ops`; logs by itself, too. */
export const teller = async (): Promise<Uint8Array> =>
  await parse(`(component
    (import "acme:log/api@1.1.0" (instance $log
      (type (enum "low" "high")) (export "level" (type (eq 0)))
      (type (record (field "level" 1) (field "lines" u32))) (export "totals" (type (eq 2)))
      (export "sum" (func (result 3)))))
    (import "acme:bank/api@1.0.0" (instance $bank
      (export "account" (type (sub resource)))
      (export "[constructor]account" (func (param "amount" u32) (result (own 0))))
      (export "[method]account.balance" (func (param "self" (borrow 0)) (result u32)))))
    (alias export $bank "account" (type $account))
    (core func $open (canon lower (func $bank "[constructor]account")))
    (core func $balance (canon lower (func $bank "[method]account.balance")))
    (core func $drop (canon resource.drop $account))
    (core module $m
      (import "bank" "open" (func $open (param i32) (result i32)))
      (import "bank" "balance" (func $balance (param i32) (result i32)))
      (import "bank" "drop" (func $drop (param i32)))
      (func (export "run") (result i32) (local i32 i32)
        (local.set 0 (call $open (i32.const 41)))
        (local.set 1 (call $balance (local.get 0)))
        (call $drop (local.get 0))
        (i32.add (local.get 1) (i32.const 1))))
    (core instance $banks (export "open" (func $open)) (export "balance" (func $balance)) (export "drop" (func $drop)))
    (core instance $i (instantiate $m (with "bank" (instance $banks))))
    (func $run (result u32) (canon lift (core func $i "run")))
    (instance $ops (export "run" (func $run)))
    (export "test:guest/ops@1.0.0" (instance $ops)))`);

/** A component that exports `id` with a function `get`, and calls the one of the interface that it imports. */
export const link = async (imported: string, exported: string, result = 'u32'): Promise<Uint8Array> =>
  await parse(`(component
    (import "${imported}" (instance $given (export "get" (func (result ${result})))))
    (core func $get (canon lower (func $given "get")))
    (core module $m (import "given" "get" (func $get (result i32)))
      (func (export "get") (result i32) (i32.add (call $get) (i32.const 1))))
    (core instance $gives (export "get" (func $get)))
    (core instance $i (instantiate $m (with "given" (instance $gives))))
    (func $got (result ${result}) (canon lift (core func $i "get")))
    (instance $api (export "get" (func $got)))
    (export "${exported}" (instance $api)))`);

/** What wasm-tools reads of a component: it refuses one that is not valid. */
export const validated = async (component: Uint8Array): Promise<string> => await componentWit(component);
