import { component, files, HostError, operation, processes, requires, type u32 } from '@airssys/sdk';

const CONVERT = '/usr/bin/convert';
const PICTURES = '/pictures';
const THUMBNAILS = '/thumbnails';
const PICTURE = /\.(?:jpe?g|png|webp)$/i;
const TIMEOUT_MS = 10_000;
const MAX_OUTPUT_BYTES = 1 << 20;

export interface Outcome {
  readonly made: u32;
  /** Those that are as new as their pictures. */
  readonly kept: u32;
  /** Pictures of which there is none, and why. */
  readonly failed: readonly string[];
}

/** Small pictures of large ones, by a program that gets the bytes of one picture and nothing else. */
@component({ id: 'demo:image-thumbnails', version: '1.0.0', limits: { timeoutMs: 600_000 } })
@requires(
  'filesystem.list-dir:/pictures',
  'filesystem.read:/pictures/*',
  'filesystem.read:/thumbnails/*',
  'filesystem.write:/thumbnails/*',
  'process.spawn:/usr/bin/convert',
)
export class ImageThumbnails {
  /** Makes what is missing, or older than its picture. @param size Of the longer side, in pixels. */
  @operation()
  update(size: u32 = 160): Outcome {
    const pictures = files.list(PICTURES).filter(({ name, kind }) => kind === 'file' && PICTURE.test(name));
    let made = 0;
    let kept = 0;
    const failed: string[] = [];
    for (const { name } of pictures) {
      const [from, to] = [`${PICTURES}/${name}`, `${THUMBNAILS}/${name.replace(PICTURE, '.webp')}`];
      if (isNewer(to, from)) {
        kept += 1;
        continue;
      }
      const fault = thumbnail(from, to, size);
      if (fault === undefined) made += 1;
      else failed.push(`${name}: ${fault}`);
    }
    return { made, kept, failed };
  }
}

/** Undefined where it was made, else why not. */
function thumbnail(from: string, to: string, size: number): string | undefined {
  const { status, stdout, stderr } = processes.run(CONVERT, ['-', '-thumbnail', `${size}x${size}>`, 'webp:-'], {
    input: files.read(from),
    timeoutMs: TIMEOUT_MS,
    maxOutputBytes: MAX_OUTPUT_BYTES,
  });
  if (status.kind !== 'exited') return `the program was ended: ${status.kind}`;
  if (status.code !== 0) return firstLine(stderr) || `the program ended with ${status.code}`;
  if (stdout.length === 0) return 'the program wrote nothing';
  files.write(to, stdout);
  return undefined;
}

const firstLine = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).split('\n')[0] ?? '';

function isNewer(file: string, than: string): boolean {
  try {
    return files.metadata(file).modified >= files.metadata(than).modified;
  } catch (error) {
    if (error instanceof HostError && error.code === 'not-found') return false;
    throw error;
  }
}
