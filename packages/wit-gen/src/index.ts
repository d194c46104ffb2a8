export { readComponent } from './binary/read-component.ts';
export type { ReadComponentOptions } from './binary/read-component.ts';
export { analyzeComponent } from './analyze/analyze.ts';
export type { Analysis, AnalyzeOptions } from './analyze/analyze.ts';
export type { ClientUse } from './analyze/client-uses.ts';
export type { MarkPlace } from './analyze/mark-places.ts';
export type { RequestPlace } from './analyze/permission-marks.ts';
export { createAnalysisProject } from './analyze/project.ts';
export type { AnalysisProject } from './analyze/project.ts';
export { bindInterface, bindScope } from './bind/bind-interface.ts';
export type { Binding, BoundInterface } from './bind/bind-interface.ts';
export type { BoundScope } from './bind/bound-scope.ts';
export { BIND_CODES } from './bind/codes.ts';
export type { BindCode } from './bind/codes.ts';
export type { ModuleOptions } from './bind/print-module.ts';
export { bumped, bumpFor, isBumped } from './compare/bump.ts';
export type { Bump } from './compare/bump.ts';
export { CHANGE_KINDS } from './compare/change.ts';
export type { ChangeKind, Effect, WitChange } from './compare/change.ts';
export { compareDocuments } from './compare/compare-documents.ts';
export type { CompareOptions, WitComparison } from './compare/compare-documents.ts';
export { DIAGNOSTIC_CODES } from './diagnostics/codes.ts';
export type { DiagnosticCode } from './diagnostics/codes.ts';
export type { Diagnostic } from './diagnostics/diagnostic.ts';
export { formatDiagnostic } from './diagnostics/format.ts';
export type { FormatOptions } from './diagnostics/format.ts';
export { implicitImports } from './document/implicit-imports.ts';
export { onlyNeeded } from './document/needed-packages.ts';
export { findInterface, findType, findWorld, rootPackage } from './document/lookup.ts';
export type { FoundType } from './document/lookup.ts';
export { interfaceId, packageId, worldItemName } from './document/document.ts';
export type {
  WitDocument,
  WitInlineInterface,
  WitInterface,
  WitPackage,
  WitWorld,
  WitWorldFunction,
  WitWorldInterface,
  WitWorldItem,
} from './document/document.ts';
export type {
  WitAlias,
  WitCase,
  WitEnum,
  WitField,
  WitFlags,
  WitFunction,
  WitGate,
  WitItem,
  WitNamed,
  WitParameter,
  WitRecord,
  WitResource,
  WitResourceFunction,
  WitScope,
  WitTypeItem,
  WitUse,
  WitVariant,
} from './document/item.ts';
export { partsOf, visitWitType } from './document/wit-type.ts';
export type { WitType, WitTypeKind, WitTypeVisitor } from './document/wit-type.ts';
export { printDocument } from './print/document.ts';
export { printWitType } from './print/items.ts';
export { printDeclarations } from './print/declarations.ts';
export { printType, printWit } from './print/wit.ts';
export type { PrintWitOptions } from './print/wit.ts';
export { READ_CODES } from './read/codes.ts';
export type { ReadCode } from './read/codes.ts';
export { readWit } from './read/read-wit.ts';
export type { WitInput, WitReading } from './read/read-wit.ts';
export type { WitSource } from './read/source-text.ts';
export { packagesIn, witFiles } from './read/wit-files.ts';
export { composeComponents } from './compose/compose.ts';
export type { ComposeOptions, Composition } from './compose/compose.ts';
export type { WholeImport } from './compose/whole-imports.ts';
export type { Wire, WireRequest } from './compose/wiring.ts';
