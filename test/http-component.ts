/**
 * A component that answers HTTP, as text: it takes each request and answers none.
 *
 * @param then Instructions of its handler (`handle`), which has the request and the place of its answer as parameters 0 and 1.
 */
export const httpComponent = (then: string): string => `(component
  (import "wasi:http/types@0.2.12" (instance $types
    (export "incoming-request" (type (sub resource)))
    (export "response-outparam" (type (sub resource)))))
  (alias export $types "incoming-request" (type $request))
  (alias export $types "response-outparam" (type $outparam))
  (core func $drop (canon resource.drop $outparam))
  (core module $m
    (import "" "drop" (func $drop (param i32)))
    (func (export "handle") (param i32 i32) ${then}))
  (core instance $i (instantiate $m (with "" (instance (export "drop" (func $drop))))))
  (func $handle (param "request" (own $request)) (param "response-out" (own $outparam))
    (canon lift (core func $i "handle")))
  (instance $handler (export "handle" (func $handle)))
  (export "wasi:http/incoming-handler@0.2.12" (instance $handler)))`;

/** Gives the place of its answer back. */
export const SILENT: string = httpComponent('(call $drop (local.get 1))');
