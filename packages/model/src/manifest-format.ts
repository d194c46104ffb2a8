/** What stands in a manifest, and where a component carries it. */
import type { ComponentModel, PermissionRequest } from './types/component-model.ts';

/** Custom section with the manifest (JSON, UTF-8). */
export const MANIFEST_SECTION = 'airssys:manifest';
/** Custom section with the source map of the bundled sources (JSON, source map revision 3). */
export const SOURCE_MAP_SECTION = 'airssys:source-map';

/** In the stack traces of a component, before the name of an `async` function of the author. */
export const ASYNC_NAME_PREFIX = 'async$';

/** Sections that airssys adds to what the engine's tool has made begin with this. */
export const SECTION_PREFIX = 'airssys:';

/** JavaScript engines that a component can carry. */
export const ENGINES = ['starlingmonkey', 'quickjs'] as const;
/** The JavaScript engine that a component has inside: one of {@link ENGINES}. */
export type EngineName = (typeof ENGINES)[number];

/** How a component was made. */
export interface BuildRecord {
  /** The JavaScript engine inside. */
  readonly engine: EngineName;
  /** Versions of the tools that made it, by package name. */
  readonly tools: Readonly<Record<string, string>>;
  /**
   * SHA-256 (hex) of everything that went in: the contents of sources and configuration, with names that do not depend on where
   * the project lies, the engine, and the tools.
   */
  readonly inputHash: string;
  /** What the guest's stack traces call the bundled script: the last part of the path. Frames that carry it can be mapped. */
  readonly scriptName: string;
  /** The file with the class: its path in the project. This and the members below are absent from components of earlier versions. */
  readonly entry?: string;
  /** What the component was made of, besides the tools: sources, dependencies and configuration, ordered by name. */
  readonly sources?: readonly SourceRecord[];
  /** SHA-256 (hex) of the component without the sections that airssys adds: what the engine's tool has made. */
  readonly codeHash?: string;
  /** SHA-256 (hex) of the source map that it carries. */
  readonly sourceMapHash?: string;
}

/** A file that a component was made of. */
export interface SourceRecord {
  /** The path in the project, or for what is outside of it, the package's name and the path in that. */
  readonly name: string;
  /** SHA-256 (hex) of its content. */
  readonly sha256: string;
}

/** What a component says of itself: written into a section of the binary by the build, and read by hosts before anything runs. */
export interface Manifest {
  readonly format: 1;
  /** Who it is, what it offers and needs. */
  readonly component: ComponentModel;
  /** How it was made. */
  readonly build: BuildRecord;
  /** Of a component that was composed of several: those, in the order in which they are initialized. */
  readonly parts?: readonly ComposedPart[];
}

/** A component inside of another one. */
export interface ComposedPart {
  /** As it was called when it was composed. */
  readonly name: string;
  /** `namespace:name@version`, where it has a manifest. */
  readonly component?: string;
  /** SHA-256 (hex) of its bytes, which are in the whole as they were. */
  readonly sha256: string;
  /** What it asks for by itself. The whole asks for all of it. */
  readonly permissions: readonly PermissionRequest[];
}
