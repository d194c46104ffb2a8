/** Runs npm, and says what it complains of. */
import { execFile } from 'node:child_process';
import { AirssysError, type ErrorCode } from '@airssys/model';
import type { Environment } from '../oci/registry-credentials.ts';

/** How npm is run. */
export interface NpmOptions {
  /** What npm is started with. Default: the process's environment. */
  readonly env?: Environment | undefined;
  /** The registry. Default: as npm is configured. */
  readonly npmRegistry?: string | undefined;
  /** How long npm may take: milliseconds. Default 300,000. */
  readonly timeoutMs?: number | undefined;
  /** Ends npm. */
  readonly signal?: AbortSignal | undefined;
}

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 300_000;
const isWindows = process.platform === 'win32';

/** By the codes that npm ends with. Without one, it is npm that refuses, and says why. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  '': 'AIRSSYS_SOURCE_INVALID',
  E404: 'AIRSSYS_SOURCE_NOT_FOUND',
  ETARGET: 'AIRSSYS_SOURCE_NOT_FOUND',
  E401: 'AIRSSYS_SOURCE_DENIED',
  E403: 'AIRSSYS_SOURCE_DENIED',
  ENEEDAUTH: 'AIRSSYS_SOURCE_DENIED',
  EPUBLISHCONFLICT: 'AIRSSYS_SOURCE_DENIED',
  EINTEGRITY: 'AIRSSYS_SOURCE_DIGEST',
};

const HINTS: Partial<Readonly<Record<ErrorCode, string>>> = {
  AIRSSYS_SOURCE_INVALID: 'A version that was published cannot be published again: raise the version in @component.',
  AIRSSYS_SOURCE_NOT_FOUND:
    'See that the package and its version are spelled right, and which registry npm uses: `npm config get registry`.',
  AIRSSYS_SOURCE_DENIED: 'Log in with `npm login`, or name a token in .npmrc.',
  AIRSSYS_SOURCE_DIGEST: 'It was changed on its way, or the registry has something else under that name.',
};

/**
 * Runs npm in a folder, and answers what it prints.
 *
 * @throws AirssysError `AIRSSYS_SOURCE_NOT_FOUND`, `AIRSSYS_SOURCE_DENIED`, `AIRSSYS_SOURCE_DIGEST`,
 *   `AIRSSYS_SOURCE_INVALID` where npm itself refuses, `AIRSSYS_SOURCE_UNREACHABLE` for all else.
 */
export async function npm(args: readonly string[], cwd: string, options: NpmOptions): Promise<string> {
  const { env = process.env, npmRegistry, timeoutMs = DEFAULT_TIMEOUT_MS, signal } = options;
  const all = [...args, ...(npmRegistry === undefined ? [] : [`--registry=${npmRegistry}`]), '--loglevel=error'];
  return await new Promise((resolve, reject) => {
    execFile(
      'npm',
      all,
      {
        cwd,
        env: { ...env },
        timeout: timeoutMs,
        maxBuffer: MAX_OUTPUT_BYTES,
        shell: isWindows,
        ...(signal && { signal }),
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(signal?.aborted === true ? signal.reason : failure(error, stderr));
      },
    );
  });
}

function failure(error: Error, stderr: string): AirssysError {
  const isMissing = 'code' in error && error.code === 'ENOENT';
  const npmCode = isMissing ? 'ENOENT' : (/^npm (?:error|ERR!) code (\w+)$/m.exec(stderr)?.[1] ?? '');
  const code = CODES[npmCode] ?? 'AIRSSYS_SOURCE_UNREACHABLE';
  const [words = error.message] = stderr
    .split('\n')
    .map((line) => line.replace(/^npm (?:error|ERR!) ?(?:\d{3} |[a-z]+ )?/, '').trim())
    .filter((line) => line !== '' && !/^[A-Z]\w+$/.test(line));
  return new AirssysError(code, `npm ends with ${npmCode || 'an error'}: ${words}`, {
    hint: HINTS[code] ?? 'See that npm is installed, and that its registry can be reached: `npm ping`.',
    data: { npmCode },
  });
}
