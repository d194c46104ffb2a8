/** Public WIT worlds, from a folder beside the project; said to be skipped where it is not there. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatDiagnostic, readWit, witFiles } from '../../src/index.ts';

const CORPUS = process.env['AIRSSYS_CORPUS'] ?? join(import.meta.dirname, '../../../../../shared/conformance');

describe.each(['accept', 'reject'])('wit/%s', (kind) => {
  const dir = join(CORPUS, 'wit', kind);
  const names = existsSync(dir) ? readdirSync(dir) : [];

  test.for(names.length > 0 ? names : [''])('%s', (name, context) => {
    if (name === '') context.skip(`there is no folder ${dir}`);
    const { document, diagnostics } = readWit(witFiles(join(dir, name)));
    const told = diagnostics.map((one) => formatDiagnostic(one, ''));
    if (kind === 'accept') expect(told).toEqual([]);
    else expect(told).not.toEqual([]);
    expect(document !== undefined).toBe(kind === 'accept');
  });
});
