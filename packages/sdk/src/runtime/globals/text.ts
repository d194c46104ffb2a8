/** `TextEncoder` and `TextDecoder`, for an engine that has neither. */
import { bytesOf, type DecodeOptions, decodeUtf8, type EncodedInto, encodeUtf8, encodeUtf8Into } from '../../text.ts';

/** As the Encoding Standard has them, but for UTF-8 only and not in pieces. */
function installText(): void {
  if (Reflect.get(globalThis, 'TextEncoder') === undefined) {
    class TextEncoder {
      readonly encoding: string = 'utf-8';
      encode(text: unknown = ''): Uint8Array {
        return encodeUtf8(String(text));
      }
      encodeInto(text: unknown, bytes: unknown): EncodedInto {
        if (!(bytes instanceof Uint8Array)) throw new TypeError('TextEncoder.encodeInto writes into a Uint8Array');
        return encodeUtf8Into(String(text), bytes);
      }
    }
    Reflect.set(globalThis, 'TextEncoder', TextEncoder);
  }
  if (Reflect.get(globalThis, 'TextDecoder') === undefined) {
    class TextDecoder {
      readonly encoding: string = 'utf-8';
      readonly fatal: boolean;
      readonly ignoreBOM: boolean;
      constructor(label: unknown = 'utf-8', options?: DecodeOptions) {
        if (!/^\s*utf-?8\s*$/i.test(String(label))) {
          throw new RangeError(`TextDecoder knows UTF-8 only here, not '${String(label)}'`);
        }
        this.fatal = Boolean(options?.fatal);
        this.ignoreBOM = Boolean(options?.ignoreBOM);
      }
      decode(source?: unknown, options?: { readonly stream?: boolean }): string {
        if (options?.stream) {
          throw new TypeError('TextDecoder cannot decode a stream here: join the pieces, and decode them as a whole');
        }
        return decodeUtf8(bytesOf(source), this);
      }
    }
    Reflect.set(globalThis, 'TextDecoder', TextDecoder);
  }
}

installText();
