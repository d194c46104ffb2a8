// wasmtime, by its Python package, for tests and benchmarks that compare with another runtime. Optional: where it cannot
// be installed, the answer is why, and what would have used it says that it was skipped.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSION = '49.0.0';
const PIP_TIMEOUT_MS = 120_000;
const dir = fileURLToPath(new URL('../node_modules/.cache/airssys-wasmtime/', import.meta.url));

/**
 * The Python that has wasmtime, installed on first use into the project's cache.
 *
 * @returns {{ python: string } | { skipped: string }}
 */
export function findWasmtime() {
  const venv = join(dir, `venv-${VERSION}`);
  const python = join(venv, 'bin', 'python');
  const done = join(venv, '.installed');
  if (existsSync(done)) return { python };
  mkdirSync(dir, { recursive: true });
  const made = spawnSync('python3', ['-m', 'venv', '--clear', venv], { encoding: 'utf8' });
  if (made.status !== 0) return { skipped: `python3 -m venv failed: ${made.error?.message ?? lastLine(made.stderr)}` };
  const args = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--retries',
    '1',
    `wasmtime==${VERSION}`,
  ];
  const installed = spawnSync(python, args, { encoding: 'utf8', timeout: PIP_TIMEOUT_MS });
  if (installed.status !== 0) {
    return {
      skipped: `pip install wasmtime==${VERSION} failed: ${installed.error?.message ?? lastLine(installed.stderr)}`,
    };
  }
  writeFileSync(done, VERSION);
  return { python };
}

const lastLine = (text) => text?.trim().split('\n').at(-1) ?? '';
