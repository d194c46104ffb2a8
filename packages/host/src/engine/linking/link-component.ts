import { packData } from '../packing/pack-data.ts';
import { planOf } from './glue-plan.ts';
import { type LinkedModule, linkModules } from './link-modules.ts';
import { closeGlue, LINKED_FILE, openGlue } from './linked-glue.ts';

/** A component of one core module, and the glue for it. */
export interface LinkedComponent {
  readonly glue: string;
  /** The name under which the glue asks for the module. */
  readonly name: string;
  readonly module: LinkedModule;
}

/** The most modules that are linked: what the glue takes of them is looked for once for each. */
const MOST_PARTS = 64;

/**
 * Makes one core module of those of a component; undefined where there is but one, or where they have to stay apart.
 *
 * @param glue As the transpiler has written it.
 * @param files The core modules, by the names under which the glue asks for them.
 * @param numberOf The number of a module in the component, by its name.
 */
export function linkComponent(
  glue: string,
  files: ReadonlyMap<string, Uint8Array>,
  numberOf: (name: string) => number,
): LinkedComponent | undefined {
  const plan = planOf(glue);
  if (plan === undefined || plan.length < 2 || plan.length > MOST_PARTS || plan.length !== files.size) return undefined;
  const open = openGlue(glue, plan);
  if (open === undefined) return undefined;
  const parts = plan.flatMap(({ file, imports }) => {
    const bytes = files.get(file);
    return bytes === undefined ? [] : [{ bytes: packData(bytes), imports }];
  });
  const numbers = plan.map(({ file }) => numberOf(file));
  if (parts.length !== plan.length) return undefined;
  const module = linkModules({ parts, exports: open.exports, numbers });
  return module && { glue: closeGlue(open, module.imports), name: LINKED_FILE, module };
}
