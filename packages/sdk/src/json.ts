/**
 * Any value that JSON can write. On the wire it is the text, so that no shape has to be agreed on: for what the component only
 * passes on, or looks into by itself. A declared type tells callers more.
 */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** An object of JSON. A property that is undefined is left out. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}
