import { resolve } from 'node:path';
import { type ComponentModel, explainCommand } from '@airssys/model';
import { ts } from 'ts-morph';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type ClientUse, findClientUses } from './client-uses.ts';
import { type ComponentClass, findComponentClass } from './component-class.ts';
import { readComponentOptions } from './component-options.ts';
import { type AnalysisContext, isAuthored } from './context.ts';
import { docsOfSymbol, withDocs } from './documentation.ts';
import { readHooks } from './hooks.ts';
import { projectDirOf } from './module-path.ts';
import { checkNumberRanges } from './number-ranges.ts';
import { markedMembers, readOperations } from './operations.ts';
import { findMarkPlaces, type MarkPlace } from './mark-places.ts';
import { readRequests, type RequestPlace, requestedPermissions } from './permission-marks.ts';
import { type AnalysisProject, programFor } from './project.ts';
import { Reporter } from './reporter.ts';
import { SdkSymbols } from './sdk-symbols.ts';

/** Which component is analyzed. */
export interface AnalyzeOptions {
  /** Absolute path of the file with the component class. */
  readonly entry: string;
  /** Reused between analyses, as in watch mode. Default: a new one, which starts cold. */
  readonly project?: AnalysisProject;
}

/** What an analysis has found in the author's sources. */
export interface Analysis {
  /** Absent where there are errors. */
  readonly model?: ComponentModel;
  /** Errors and warnings in source order, the entry file first. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absolute paths of the author's files that the component is made of, to be watched. Sorted. */
  readonly files: readonly string[];
  /** Absolute paths at which imports that lead nowhere were looked for: a file at one of them changes the analysis. Sorted. */
  readonly missing: readonly string[];
  /** Where the author's files use the SDK's clients, in source order, the entry file first. */
  readonly clientUses: readonly ClientUse[];
  /** Where the component asks for permissions, in source order. */
  readonly requests: readonly RequestPlace[];
  /** Where the author's files have marks that do nothing when they run. */
  readonly marks: readonly MarkPlace[];
}

/**
 * Reads a component class: what it is called, what it offers and asks for, as a model. Types are followed into other
 * files and packages. Does not type-check: a program that `tsc` refuses can pass here, and the build runs both.
 */
export function analyzeComponent(options: AnalyzeOptions): Analysis {
  const entry = resolve(options.entry);
  const found = programFor(entry, options.project);
  const file = found?.program.getSourceFile(entry);
  if (found === undefined || file === undefined) return missingEntry(entry);
  const { program, missing } = found;
  const checker = program.getTypeChecker();
  const reporter = new Reporter();
  const context: AnalysisContext = {
    program,
    checker,
    reporter,
    sdk: new SdkSymbols(checker),
    projectDir: projectDirOf(entry),
  };
  const authored = program
    .getSourceFiles()
    .filter((one) => isAuthored(context, one))
    .sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
  const files = authored.map((one) => one.fileName);
  const facts = { files, missing };
  const ordered = [file, ...authored.filter((one) => one !== file)];
  const syntaxErrors = ordered.flatMap((one) => program.getSyntacticDiagnostics(one).slice(0, 1));
  if (syntaxErrors.length > 0) {
    // What a file means that cannot be read is anybody's guess: more would only follow from it.
    return { ...facts, clientUses: [], requests: [], marks: [], diagnostics: syntaxErrors.map(syntaxDiagnostic) };
  }
  const component = findComponentClass(context, file);
  const requests: RequestPlace[] = [];
  const model = component && readModel(context, component, requests);
  checkNumberRanges(context, ordered);
  const diagnostics = reporter.sorted(entry);
  const clientUses = findClientUses(context, ordered);
  const marks = findMarkPlaces(context, ordered);
  return {
    ...facts,
    clientUses,
    requests,
    marks,
    diagnostics,
    ...(model !== undefined && !reporter.hasErrors && { model }),
  };
}

/** `requests` receives where the component asks for permissions. */
function readModel(context: AnalysisContext, component: ComponentClass, requests: RequestPlace[]): ComponentModel {
  const facts = readComponentOptions(context, component);
  const members = markedMembers(context, component);
  const operations = readOperations(context, members);
  const hooks = readHooks(context, members);
  const { name } = component.node;
  const hasOperation = members.some((one) => one.marks.some((mark) => mark.name === 'operation'));
  if (!hasOperation && hooks.message === undefined && hooks.request === undefined) {
    context.reporter.error(
      name ?? component.node,
      'AIRSSYS_WIT_NO_OPERATIONS',
      `${component.name} offers nothing: it has no operation and takes neither messages nor requests`,
      'Mark a method with @operation(), or one that takes messages with @onMessage(), or HTTP requests with @onRequest().',
    );
  }
  requests.push(...readRequests(context, [...component.marks, ...members.flatMap((member) => member.marks)]));
  const docs = withDocs(name && docsOfSymbol(context, context.checker.getSymbolAtLocation(name)));
  return Object.freeze({
    ...facts,
    ...docs,
    className: component.name,
    ...(component.exportName !== component.name && { exportName: component.exportName }),
    operations,
    hooks,
    permissions: requestedPermissions(requests),
  });
}

function missingEntry(entry: string): Analysis {
  const diagnostic: Diagnostic = {
    code: 'AIRSSYS_WIT_ENTRY_MISSING',
    severity: 'error',
    message: 'there is no such file, or it cannot be read',
    hint: 'Pass the path of the file with the component class.',
    file: entry,
    line: 1,
    column: 1,
    length: 1,
    docs: explainCommand('AIRSSYS_WIT_ENTRY_MISSING'),
  };
  return { diagnostics: [diagnostic], files: [], missing: [entry], clientUses: [], requests: [], marks: [] };
}

function syntaxDiagnostic(error: ts.DiagnosticWithLocation): Diagnostic {
  const { file } = error;
  const { line, character } = file.getLineAndCharacterOfPosition(error.start);
  return {
    code: 'AIRSSYS_WIT_SYNTAX',
    severity: 'error',
    message: ts.flattenDiagnosticMessageText(error.messageText, '\n').replace(/\.$/, ''),
    file: file.fileName,
    line: line + 1,
    column: character + 1,
    length: Math.max(1, error.length),
    docs: explainCommand('AIRSSYS_WIT_SYNTAX'),
  };
}
