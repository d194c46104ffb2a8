/** The modules of `import counter from './counter.ts?component'`. The class stays where it is: nothing of it is imported. */

/** At the end of an id, alone or beside what Vite adds (`?component&t=…`). */
export const COMPONENT_QUERY: RegExp = /\?(?:.*&)?component(?=&|$)/;

export function componentFile(id: string): string {
  return id.replace(/\?.*$/s, '');
}

export function componentModule(file: string): string {
  return `import { importedComponent } from '@airssys/testing';
export default importedComponent(${JSON.stringify(file)});
`;
}
