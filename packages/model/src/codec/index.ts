export { createCodecs, createCodecsOf } from './codecs.ts';
export type { AbiResult, Codecs, OperationCodec, ResourceCodec } from './codecs.ts';
export { compileType } from './compile.ts';
export type { Codec } from './compile.ts';
export type { Handles } from './handles.ts';
export { createJsonCodecs } from './json.ts';
export type { JsonCodec } from './json.ts';
export {
  date,
  enumeration,
  errorRecord,
  errorVariant,
  flags,
  jsonText,
  list,
  options,
  record,
  results,
  thrownErrors,
  tuple,
  usedKinds,
  variant,
} from './kinds.ts';
export type { TypeKinds } from './kinds.ts';
export { JCO, QUICKJS, STARLINGMONKEY } from './profile.ts';
export type { AbiProfile } from './profile.ts';
export { refuse, refuseGiven } from './value-fault.ts';
