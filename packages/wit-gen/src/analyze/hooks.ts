import type { LifecycleHooks } from '@airssys/model';
import { ts } from 'ts-morph';
import type { AnalysisContext } from './context.ts';
import type { MarkedMember } from './operations.ts';
import { lineOf } from './reporter.ts';
import type { MarkName } from './sdk-symbols.ts';

const HOOKS = {
  onInitialize: 'initialize',
  onShutdown: 'shutdown',
  onHealth: 'health',
  onMessage: 'message',
  onRequest: 'request',
  onSnapshot: 'snapshot',
  onMigrate: 'migrate',
} as const satisfies Partial<Record<MarkName, keyof LifecycleHooks>>;

/** The methods with lifecycle marks; at most one for each hook. */
export function readHooks(context: AnalysisContext, members: readonly MarkedMember[]): LifecycleHooks {
  const hooks: { -readonly [K in keyof LifecycleHooks]: LifecycleHooks[K] } = {};
  const taken = new Map<string, ts.Node>();
  for (const { node, marks } of members) {
    for (const mark of marks) {
      if (!isHook(mark.name)) continue;
      const place = node.name ?? node;
      const first = taken.get(mark.name);
      if (first !== undefined) {
        const message = `a second method with @${mark.name}; the first is '${first.getText()}' in line ${lineOf(first)}`;
        context.reporter.error(place, 'AIRSSYS_WIT_HOOK', message, 'Keep one, and call the other from it.');
        continue;
      }
      taken.set(mark.name, place);
      const isStatic = (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Static) !== 0;
      const isPlain = ts.isMethodDeclaration(node) && ts.isIdentifier(node.name) && !isStatic;
      if (!isPlain) {
        const hint = 'The runtime calls it on the instance: make it a method with a plain name.';
        context.reporter.error(place, 'AIRSSYS_WIT_HOOK', `@${mark.name} is not on a method of the instance`, hint);
        continue;
      }
      hooks[HOOKS[mark.name]] = place.getText();
    }
  }
  return Object.freeze(hooks);
}

function isHook(name: MarkName): name is keyof typeof HOOKS {
  return Object.hasOwn(HOOKS, name);
}
