/**
 * `npm run packages`: packs what would be published, and checks the archives: contents, source maps, dependencies, sizes, publint
 * and Are The Types Wrong. `--list` prints every file. An archive that was found good is not looked at again.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkPackage, type PackageReport } from './check-package.ts';
import { packAll, type PackedPackage } from './pack.ts';
import { ROOT } from './workspaces.ts';

const { values } = parseArgs({ options: { list: { type: 'boolean', default: false } } });

/** Changes with the rules, and with the tools that are asked. */
const rules = createHash('sha256')
  .update(readFileSync(join(ROOT, 'package-lock.json')))
  .update(
    readdirSync(import.meta.dirname)
      .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
      .join('\0'),
  )
  .digest('hex');

let faults = 0;
for (const packed of packAll()) {
  const { paths, sizes, findings } = await reportOn(packed);
  const { name, version } = packed.workspace;
  console.log(
    `${name}@${version}: ${paths.length} files, ${sizes.packedKb} kB packed, ${sizes.unpackedKb} kB unpacked`,
  );
  if (values.list) for (const path of paths) console.log(`  ${path}`);
  for (const finding of findings) console.error(`  \u2717 ${finding}`);
  faults += findings.length;
}
if (faults > 0) process.exitCode = 1;

async function reportOn(packed: PackedPackage): Promise<PackageReport> {
  const stamp = `${packed.archive}.json`;
  const key = `${rules} ${packed.digest}`;
  if (existsSync(stamp)) {
    const known = JSON.parse(readFileSync(stamp, 'utf8')) as { readonly key: string; readonly report: PackageReport };
    if (known.key === key) return known.report;
  }
  const report = await checkPackage(packed);
  if (report.findings.length === 0) writeFileSync(stamp, JSON.stringify({ key, report }));
  return report;
}
