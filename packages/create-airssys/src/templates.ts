/** What a project can begin as: each is a folder below `templates`, and has what `templates/_shared` has besides. */
export const TEMPLATES = {
  minimal: 'one component with one operation, and its test',
  stateful: 'a component that stores what it counts; tests with a seeded storage',
  http: 'a component that answers HTTP requests; tests that send them',
  actor: 'two components that send each other messages, run by airssys host',
  filter: 'a component as a filter of the command line: text in, text out',
  composed: 'two components, one of which imports the interface of the other',
} as const;

/** What a project can begin with: a key of {@link TEMPLATES}. */
export type TemplateName = keyof typeof TEMPLATES;

export const TEMPLATE_NAMES: readonly TemplateName[] = Object.keys(TEMPLATES) as TemplateName[]; // its own keys
