export { createCodecs } from './codecs.ts';
export type { AbiResult, Codecs, OperationCodec } from './codecs.ts';
export { compileType } from './compile.ts';
export type { Codec } from './compile.ts';
export { createJsonCodecs } from './json.ts';
export type { JsonCodec } from './json.ts';
export { JCO, QUICKJS, STARLINGMONKEY } from './profile.ts';
export type { AbiProfile } from './profile.ts';
