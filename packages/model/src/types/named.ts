/** A name in WIT, and what is said about it. */
export interface Named {
  /** As WIT has it: kebab-case, not escaped. */
  readonly name: string;
  /** Documentation in Markdown, as the author wrote it. */
  readonly docs?: string;
}
