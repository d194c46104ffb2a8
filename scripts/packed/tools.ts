/** What publint and Are The Types Wrong have to say of an archive. */
import { checkPackage, createPackageFromTarballData, type ResolutionKind } from '@arethetypeswrong/core';
import { problemAffectsResolutionKind } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/** All packages are ES modules alone: `require` gets them by Node's own means, and `node10` knows no `exports`. */
const ESM_ONLY: readonly ResolutionKind[] = ['node16-esm', 'bundler'];

/** Errors, warnings and suggestions of publint. */
export async function checkByPublint(archive: Uint8Array): Promise<readonly string[]> {
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(archive).buffer }, strict: true });
  return messages.map((one) => `publint: ${formatMessage(one, pkg, { color: false }) ?? one.code}`);
}

/** What is wrong with types of a package that has any, as `attw --profile esm-only` would tell. */
export async function checkByAttw(archive: Uint8Array): Promise<readonly string[]> {
  const analysis = await checkPackage(createPackageFromTarballData(archive));
  if (analysis.types === false) return [];
  return analysis.problems
    .filter((one) => ESM_ONLY.some((kind) => problemAffectsResolutionKind(one, kind, analysis)))
    .map((one) => `attw: ${JSON.stringify(one)}`);
}
