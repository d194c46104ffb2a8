export { closest } from './closest.ts';
export { DeclaredError, isDeclaredError } from './declared-error.ts';
export { AirssysError, ERROR_CODES, isAirssysError } from './errors.ts';
export type { AirssysErrorOptions, ErrorCode, ErrorFamily } from './errors.ts';
export { explainCommand } from './explain-command.ts';
export { answersHttp, handsStateOver, operationsInterface, packageName, parseManifest } from './manifest.ts';
export { ASYNC_NAME_PREFIX, ENGINES, MANIFEST_SECTION, SECTION_PREFIX, SOURCE_MAP_SECTION } from './manifest-format.ts';
export type { BuildRecord, ComposedPart, EngineName, Manifest, SourceRecord } from './manifest-format.ts';
export { escapeWitName, isWitIdentifier, toCamelCase, toKebabCase, toPascalCase } from './naming.ts';
export { formatPermission, isPermissionArea, parsePermission, PERMISSION_ACTIONS } from './permissions.ts';
export { PERMISSION_AREAS } from './types/component-model.ts';
export type {
  ComponentModel,
  ImportedInterface,
  InterfaceModel,
  LifecycleHooks,
  CustomArea,
  PermissionArea,
  PermissionRequest,
  RequestedLimits,
} from './types/component-model.ts';
export type { Named } from './types/named.ts';
export type { OperationModel, Parameter } from './types/operation.ts';
export { INSTANT, visitDefinition } from './types/type-definition.ts';
export type {
  CaseLiteral,
  CasePayload,
  DefinitionKind,
  DefinitionVisitor,
  EnumCase,
  EnumDefinition,
  Flag,
  FlagsDefinition,
  RecordDefinition,
  RecordField,
  ResourceConstructor,
  ResourceDefinition,
  TypeDefinition,
  VariantCase,
  VariantDefinition,
} from './types/type-definition.ts';
export { entryTypes, PRIMITIVES, Type, TYPED_ARRAYS, visitType } from './types/type-node.ts';
export type {
  HandleType,
  ListSpelling,
  ListType,
  OptionType,
  PrimitiveName,
  PrimitiveType,
  ReferenceType,
  ResultType,
  TupleType,
  TypedArrayName,
  TypeKind,
  TypeNode,
  TypeVisitor,
} from './types/type-node.ts';
