import { transform } from 'esbuild';

/** A decorator at the beginning of a line or before a class. May take other text for one: lowering it does no harm. */
const DECORATOR = /^\s*(?:export\s+(?:default\s+)?)?@[A-Za-z_$]/m;

export function hasDecorators(code: string): boolean {
  return DECORATOR.test(code);
}

/** esbuild lowers decorators for targets that have none, and right up to this one; later ones it leaves them to. */
const TARGET = 'es2023';

export async function lowerDecorators(
  code: string,
  file: string,
): Promise<{ readonly code: string; readonly map: string }> {
  const { code: lowered, map } = await transform(code, {
    sourcefile: file,
    loader: file.endsWith('x') ? 'tsx' : 'ts',
    target: TARGET,
    sourcemap: 'external',
    // Standard decorators: the SDK's mean the same in both kinds.
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true, verbatimModuleSyntax: true } },
  });
  return { code: lowered, map };
}
