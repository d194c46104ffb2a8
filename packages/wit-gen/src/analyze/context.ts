import type { ts } from 'ts-morph';
import type { Reporter } from './reporter.ts';
import type { SdkSymbols } from './sdk-symbols.ts';

/** What every step of one analysis shares. */
export interface AnalysisContext {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly sdk: SdkSymbols;
  readonly reporter: Reporter;
  /** Folder that the model's module paths are relative to. */
  readonly projectDir: string;
}

/** Whether a node is the author's to change: neither the standard library's nor an installed package's. */
export function isAuthored(context: AnalysisContext, node: ts.Node): boolean {
  const file = node.getSourceFile();
  return !isLibrary(context, node) && !file.fileName.includes('/node_modules/') && !context.sdk.isOwn(node);
}

/** Whether a node belongs to TypeScript's standard library. */
export function isLibrary(context: AnalysisContext, node: ts.Node): boolean {
  return context.program.isSourceFileDefaultLibrary(node.getSourceFile());
}

/** Whether the type has any of the flags. */
export function hasFlag(type: ts.Type, flag: ts.TypeFlags): boolean {
  return (type.flags & flag) !== 0;
}
