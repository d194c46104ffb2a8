/**
 * Interfaces of WASI under another name while an engine is at work. Both engines bring parts of WASI along of their own, join
 * them with the component's by their names, and cut them off again. What a component itself uses of WASI must not be taken for
 * theirs: it is built against packages of another namespace, and gets its name when the component is done.
 *
 * The two namespaces are of one length, so that a name is replaced in its place. Names inside of the component, between its
 * core modules, stay as they are: nobody else sees them.
 */
import { readSections, withSections } from '../wasm/sections.ts';

const WASI = /(?<![\w-])wasi:(?=(?:http|io)(?:\/[a-z-]+)?@0\.2\.0\b)/g;
const STAND_IN = 'wasx:';

/** Sections of a component that name what it takes from outside, and what it gives. */
const IMPORTS = 10;
const EXPORTS = 11;

/** Names, or a text of WIT, as the engine is to see them. */
export function withStandIns(text: string): string {
  return text.replaceAll(WASI, STAND_IN);
}

/** The component with the true names of what it imports and exports. */
export function withWasiNames(component: Uint8Array): Uint8Array {
  const sections = readSections(component).map((section) =>
    section.id === IMPORTS || section.id === EXPORTS ? { ...section, content: renamed(section.content) } : section,
  );
  return withSections(component, sections);
}

function renamed(content: Uint8Array): Uint8Array {
  const bytes = Buffer.from(content);
  for (let at = bytes.indexOf(STAND_IN); at >= 0; at = bytes.indexOf(STAND_IN, at)) bytes.write('wasi:', at, 'latin1');
  return bytes;
}
