/** `npm run api`: whether the checked-in reports in `api/` are what packages export; `--update` writes them. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tryTool } from '../release/run-tool.ts';
import { ROOT } from '../packed/workspaces.ts';
import { apiReport } from './api-report.ts';
import { packageEntries } from './entry-points.ts';

const { values } = parseArgs({ options: { update: { type: 'boolean', default: false } } });
const folder = join(ROOT, 'api');
const made = mkdtempSync(join(tmpdir(), 'airssys-api-'));

try {
  mkdirSync(folder, { recursive: true });
  for (const one of packageEntries()) {
    const name = `${one.workspace.name.replace('@airssys/', '')}.md`;
    const file = join(folder, name);
    const report = apiReport(one);
    const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (before === report) {
      console.log(`api/${name}: as it is`);
      continue;
    }
    const now = join(made, name);
    writeFileSync(now, report);
    if (values.update) {
      writeFileSync(file, report);
      console.log(`api/${name}: updated`);
      continue;
    }
    const args = ['diff', '--no-index', '--no-color', '--unified=2', existsSync(file) ? file : '/dev/null', now];
    const { stdout } = await tryTool('git', args, { cwd: ROOT });
    console.error(`api/${name} is not what ${one.workspace.name} exports:\n${stdout}`);
    console.error('If that is meant: npm run api -- --update, and a changeset that tells users of it (npx changeset).');
    process.exitCode = 1;
  }
} finally {
  rmSync(made, { recursive: true, force: true });
}
