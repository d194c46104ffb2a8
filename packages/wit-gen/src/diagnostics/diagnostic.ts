import type { BindCode } from '../bind/codes.ts';
import type { ReadCode } from '../read/codes.ts';
import type { DiagnosticCode } from './codes.ts';

/** Something wrong in the author's source or in WIT text, with the place and the way out. */
export interface Diagnostic {
  /** Which fault it is; each has its page. */
  readonly code: DiagnosticCode | ReadCode | BindCode;
  /** Errors keep the component from being built; warnings do not. */
  readonly severity: 'error' | 'warning';
  /** What is wrong, with the value. One sentence without a full stop. */
  readonly message: string;
  /** What to do about it. May have several lines. */
  readonly hint?: string;
  /** Absolute path. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** UTF-16 code units; may reach past the end of the line. */
  readonly length: number;
  /** The command that prints the page about the code. */
  readonly docs?: string;
}
