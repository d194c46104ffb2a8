/** Texts of components that do more at their boundary than numbers: strings, lists, post-return. */
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { OPS, written } from '../written.ts';

/** Bytes of a component of one core module whose `run` gives an `i32`. */
export const core = (fields: string) => (): Promise<Uint8Array> => written({ core: fields });

/** Bytes of a component that is all text. */
export const text = (wat: string) => (): Promise<Uint8Array> => parse(wat);

export interface LiftedText {
  /** The fields of the core module. It exports `memory`, `realloc` where values come in, and `run`. */
  readonly core: string;
  /** The type of `run`, in the text format: `(param "s" string) (result u32)`. `$t` is the type that has a name. */
  readonly type: string;
  /** The type `$t`: a record, an enum, a variant or flags. */
  readonly named?: string;
  readonly realloc?: boolean;
  /** Whether there is a `post` to run after the result was read. */
  readonly post?: boolean;
  readonly encoding?: 'utf8' | 'utf16' | 'latin1+utf16';
}

/** Bytes of a component whose `run` has any type. */
export const lifted =
  ({ core: fields, type, named = '(enum "none")', realloc = false, post = false, encoding = 'utf8' }: LiftedText) =>
  async (): Promise<Uint8Array> =>
    await parse(`(component
      (core module $m ${fields})
      (core instance $i (instantiate $m))
      (type $t ${named})
      (func $run ${type} (canon lift (core func $i "run") (memory (core memory $i "memory")) string-encoding=${encoding}
        ${realloc ? '(realloc (core func $i "realloc"))' : ''} ${post ? '(post-return (core func $i "post"))' : ''}))
      (component $named
        (type $t' ${named}) (import "t" (type $t (eq $t')))
        (import "run" (func $run ${type}))
        (export $out "t" (type $t))
        (export "run" (func $run) (func ${type.replaceAll('$t', '$out')})))
      (instance $ops (instantiate $named (with "t" (type $t)) (with "run" (func $run))))
      (export "${OPS}" (instance $ops)))`);

/** A `realloc` that hands out fresh memory, never freed. */
export const BUMP_REALLOC = `(global $next (mut i32) (i32.const 1024))
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
    (global.set $next (i32.add (local.get $at) (local.get 3)))
    (local.get $at))`;
