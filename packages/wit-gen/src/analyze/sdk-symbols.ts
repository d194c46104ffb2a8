/**
 * What of the author's code comes from `@airssys/sdk`, decided by the declaration behind a symbol, so that renamed,
 * namespaced and re-exported imports all count and a decorator of the same name from elsewhere does not.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type PrimitiveName, PRIMITIVES } from '@airssys/model';
import { ts } from 'ts-morph';

export const SDK_PACKAGE = '@airssys/sdk';
/** The packages that the SDK's declarations are made of. */
const OWN_PACKAGES: ReadonlySet<string | undefined> = new Set([SDK_PACKAGE, '@airssys/model']);

/** The SDK's decorators that the analysis reads. */
export const MARKS = [
  'component',
  'operation',
  'requires',
  'resource',
  'onInitialize',
  'onShutdown',
  'onHealth',
  'onMessage',
  'onRequest',
  'onSnapshot',
  'onMigrate',
  'throws',
  'name',
] as const;
export type MarkName = (typeof MARKS)[number];

export class SdkSymbols {
  readonly #checker: ts.TypeChecker;
  /** By directory. */
  readonly #packages = new Map<string, string | undefined>();

  /** Asked of every type, by each of the questions below. */
  readonly #brandsOfTypes = new Map<ts.Type, readonly ts.Type[]>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  /** The SDK's mark that a decorator's expression, without its call, names. */
  markOf(expression: ts.Expression): MarkName | undefined {
    const symbol = this.resolve(this.#checker.getSymbolAtLocation(expression));
    const declaration = symbol?.declarations?.[0];
    if (symbol === undefined || declaration === undefined || !this.isSdk(declaration)) return undefined;
    return MARKS.find((name) => name === symbol.name);
  }

  /** Follows import aliases to the declared symbol. */
  resolve(symbol: ts.Symbol | undefined): ts.Symbol | undefined {
    if (symbol === undefined || (symbol.flags & ts.SymbolFlags.Alias) === 0) return symbol;
    return this.#checker.getAliasedSymbol(symbol);
  }

  /**
   * The WIT primitive that an SDK number type or `char` stands for. Goes by the brand property, so that the type is also
   * known where its alias got lost (`Partial`, `Pick`, generics).
   */
  brandOf(type: ts.Type): PrimitiveName | undefined {
    const brand = this.#brands(type).find((one) => one.isStringLiteral());
    return brand?.isStringLiteral() === true ? PRIMITIVES.find((name) => name === brand.value) : undefined;
  }

  /** The literals of the SDK's `Flags`, as a union or a single one. */
  flagsOf(type: ts.Type): ts.Type | undefined {
    const [flags] = this.#brands(type).flatMap((brand) => (isObject(brand) ? (brand.getProperty('flags') ?? []) : []));
    return flags && this.#checker.getTypeOfSymbol(flags);
  }

  /** Whether a type is the SDK's `Own` or `Borrow` of something; goes by the brand, so that aliases of it count. */
  ownershipOf(type: ts.Type): 'own' | 'borrow' | undefined {
    const names = ['own', 'borrow'] as const;
    return names.find((name) =>
      this.#brands(type).some((brand) => isObject(brand) && brand.getProperty(name) !== undefined),
    );
  }

  /**
   * What the SDK's brand properties of a type hold. A mapped type that goes deep takes a number of the SDK apart, since
   * `u32 extends object`: what it makes has the brand still.
   */
  #brands(type: ts.Type): readonly ts.Type[] {
    const known = this.#brandsOfTypes.get(type);
    if (known !== undefined) return known;
    const parts = type.isIntersection() ? type.types : [type];
    const properties = parts.flatMap((part) => (isObject(part) ? part.getProperties() : []));
    const brands = properties
      .filter(
        ({ name, declarations: [declaration] = [] }) => isSymbolName(name) && declaration && this.isSdk(declaration),
      )
      .map((property) => this.#checker.getNonNullableType(this.#checker.getTypeOfSymbol(property)));
    this.#brandsOfTypes.set(type, brands);
    return brands;
  }

  /** Whether a union is the SDK's `Json`, by its member of objects: the alias gets lost beside `undefined`. */
  isJson(type: ts.UnionType): boolean {
    return type.types.some((member) => {
      const declaration = isObject(member) ? member.symbol?.declarations?.[0] : undefined;
      return declaration !== undefined && member.symbol.name === 'JsonObject' && this.isSdk(declaration);
    });
  }

  /** The arms of the SDK's `Result` when the union's members are just these. */
  resultArms(members: readonly ts.Type[]): { readonly ok: ts.Type; readonly err: ts.Type } | undefined {
    if (members.length !== 2 || !members.every((arm) => this.#isResultArm(arm))) return undefined;
    const side = (key: string): ts.Type | undefined => {
      const property = members.flatMap((member) => member.getProperty(key) ?? [])[0];
      return property && this.#checker.getTypeOfSymbol(property);
    };
    const ok = side('value');
    const err = side('error');
    return ok === undefined || err === undefined ? undefined : { ok, err };
  }

  isSdk(node: ts.Node): boolean {
    return this.#packageOf(dirname(node.getSourceFile().fileName)) === SDK_PACKAGE;
  }

  /** Whether a node is of the SDK, or of a package that the SDK's declarations are made of. */
  isOwn(node: ts.Node): boolean {
    return OWN_PACKAGES.has(this.#packageOf(dirname(node.getSourceFile().fileName)));
  }

  #isResultArm(arm: ts.Type): boolean {
    const declaration = arm.symbol?.declarations?.[0];
    if (declaration === undefined || !this.isSdk(declaration)) return false;
    const alias = ts.findAncestor(declaration, ts.isTypeAliasDeclaration);
    return alias?.name.text === 'Result';
  }

  /** The name in the nearest package.json that has one. */
  #packageOf(directory: string): string | undefined {
    if (this.#packages.has(directory)) return this.#packages.get(directory);
    const parent = dirname(directory);
    const found = packageNameAt(directory) ?? (parent === directory ? undefined : this.#packageOf(parent));
    this.#packages.set(directory, found);
    return found;
  }
}

function packageNameAt(directory: string): string | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    const named = typeof content === 'object' && content !== null && 'name' in content;
    return named && typeof content.name === 'string' ? content.name : undefined;
  } catch {
    return undefined; // no package.json here, or none that can be read: the parent decides
  }
}

/** Whether a property is named by a symbol, as the brands are: how the compiler writes such names. */
function isSymbolName(name: string): boolean {
  return name.startsWith('__@');
}

function isObject(type: ts.Type): boolean {
  return (type.flags & ts.TypeFlags.Object) !== 0;
}
