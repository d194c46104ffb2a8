export { addProjectOptions } from './project-options.ts';
export { newProject } from './new-project.ts';
export type { NewProjectIo } from './new-project-io.ts';
export type { ProjectFlags } from './project-options.ts';
export { TEMPLATES } from './templates.ts';
export type { TemplateName } from './templates.ts';
