/** The directories that commands write to: caches, temporary files, a host's data. */
import { existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAirssysError } from '@airssys/model';
import { dataDirOf, socketOf } from '../daemon/data-dir.ts';
import { formatBytes, formatCount } from '../report/numbers.ts';
import { preparedCacheDir } from '../run/cache-dir.ts';
import { type Check, type Finding, mend, ok, skipped } from './check.ts';
import { directoryFault, othersCanWrite, sizeOf } from './directory.ts';

export const buildCacheCheck: Check = {
  name: 'build cache',
  async run({ project }) {
    if (project === undefined) return skipped('no package.json here or above');
    const { defaultCacheDir } = await import('@airssys/sdk/build');
    try {
      return await cacheFinding(defaultCacheDir(project.dir));
    } catch (error) {
      if (!isAirssysError(error)) throw error;
      return mend(error.message, error.hint ?? '');
    }
  },
};

export const preparedCacheCheck: Check = {
  name: 'component cache',
  async run({ io }) {
    const limit = io.env['AIRSSYS_CACHE_MAX_BYTES'];
    if (limit && !(Number.isSafeInteger(Number(limit)) && Number(limit) >= 0)) {
      return mend(`AIRSSYS_CACHE_MAX_BYTES is '${limit}'`, 'Set it to a whole number of bytes, or not at all.');
    }
    return await cacheFinding(preparedCacheDir({ env: io.env }));
  },
};

async function cacheFinding(dir: string): Promise<Finding> {
  const fault = directoryFault(dir);
  if (fault !== undefined) {
    return mend(
      `the directory ${dir} ${fault}`,
      'Let this user write there, or name another one by AIRSSYS_CACHE_DIR.',
    );
  }
  if (othersCanWrite(dir)) {
    return mend(
      `other users can write to ${dir}, and what lies there is run`,
      `Remove it, and see that it is made for this user alone: chmod 700 ${dir}.`,
    );
  }
  if (!existsSync(dir)) return ok(`${dir}, which is made when it is needed`);
  const { files, bytes } = await sizeOf(dir);
  return ok(`${dir}: ${formatCount(files)} file${files === 1 ? '' : 's'}, ${formatBytes(bytes)}`);
}

/** A build with StarlingMonkey, and what a test run of some files leaves until its end. */
const LEAST_FREE_BYTES = 256 * 1024 ** 2;

export const temporaryCheck: Check = {
  name: 'temporary files',
  async run() {
    const dir = tmpdir();
    const fault = existsSync(dir) ? directoryFault(dir) : 'is not there';
    if (fault !== undefined) return mend(`the directory ${dir} ${fault}`, 'Set TMPDIR to one that can be written to.');
    const { bavail, bsize } = await statfs(dir);
    const free = bavail * bsize;
    if (free < LEAST_FREE_BYTES) {
      return mend(
        `${dir} has ${formatBytes(free)} left, and builds need some ${formatBytes(LEAST_FREE_BYTES)}`,
        'Make room there, or set TMPDIR to a directory on another disk.',
      );
    }
    return ok(`${dir}: ${formatBytes(free)} free`);
  },
};

const OTHERS_MAY = 0o077;

export const hostDirCheck: Check = {
  name: 'host data',
  run({ io }) {
    const dir = dataDirOf(io, undefined);
    try {
      socketOf(dir);
    } catch (error) {
      if (!isAirssysError(error)) throw error;
      return mend(error.message, error.hint ?? '');
    }
    const fault = directoryFault(dir);
    if (fault !== undefined) {
      return mend(
        `the directory ${dir} ${fault}`,
        'Let this user write there, or name another one by AIRSSYS_DATA_DIR.',
      );
    }
    if (!existsSync(dir)) return ok(`${dir}, which airssys host makes when it starts`);
    if (process.getuid !== undefined && (statSync(dir).mode & OTHERS_MAY) !== 0) {
      return mend(
        `other users may look into ${dir}, and operate its host`,
        `Make it this user's alone: chmod 700 ${dir}.`,
      );
    }
    return ok(`${dir}, which is this user's alone`);
  },
};
