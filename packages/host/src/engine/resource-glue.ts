/** The glue's classes for the resources that a component exports, made to wait as its functions do. */
import type { ValueHooks } from './value-glue.ts';

/** The static method that makes an object of a resource. No WIT name has brackets. */
export const CONSTRUCTOR = '[constructor]';

/** What the glue finds on the function `instantiateCore` that it is given, besides calling it. */
export interface GlueHooks extends ValueHooks {
  /** Runs guest code on top of a JavaScript frame, where nothing can be suspended. */
  pin<T>(work: () => T): T;
  /** A guest function that always runs there. What is none (a module may export anything by that name) stays what it is. */
  pinned(fn: unknown): unknown;
  /**
   * Runs the start function of linked core modules, where the glue would have instantiated the last of them: by then it has what that
   * function may ask for through the host, such as the memory.
   */
  start(): void;
  /**
   * What the glue's function `exported` is to call: the core function itself, where that never uses more than a little fuel, or the form
   * of it that can be suspended. The first answers at once, and is to be called where nothing is suspended.
   */
  entry(exported: object, core: unknown, suspendable: unknown): unknown;
  /** The guest calls a function that waits. It throws where nothing can be suspended. */
  waits(): void;
  /** An object that stands for a handle leaves the glue. Its class is not among the exports where it has no functions. */
  handedOut(object: object): void;
}

/** An exported function's opening lines; the glue writes a resource's constructor and statics so, though they await. */
const EXPORT_BODY = String.raw`(?=\s*const hostProvided = )`;
/** Not `function constructor(`: a function of WIT may have that name. */
const CONSTRUCTOR_HEAD = new RegExp(String.raw`(?<!function )\bconstructor\(([\w, ]*)\) \{${EXPORT_BODY}`, 'g');
const STATIC_HEAD = new RegExp(String.raw`^(\s*\w+\.\w+ = )(function \w+\([\w, ]*\) \{)${EXPORT_BODY}`, 'gm');

/** The disposal that the glue gives each handle. Its variables are shared by all handles of a list, and it cannot wait. */
const DISPOSAL =
  /value: function \(\) \{\s*\w+\.unregister\((\w+)\);\s*const handleEntry = rscTableRemove\((\w+), \w+\);\s*\1\[symbolDispose\] = emptyFunc;\s*\1\[symbolRscHandle\] = undefined;\s*(?:(\S+)\(handleEntry\.rep\);\s*)?\}/g;
/** As the glue's exported functions do it: the destructor is a task, whose host functions may wait. */
const DISPOSE_HANDLE = `async function disposeHandle(rsc, table, dtor) {
    const { rep } = rscTableRemove(table, rsc[symbolRscHandle]);
    table._createdReps.delete(rep);
    rsc[symbolDispose] = emptyFunc;
    rsc[symbolRscHandle] = undefined;
    if (dtor === undefined) return;
    const componentIdx = table._componentIdx;
    getOrCreateAsyncState(componentIdx).throwIfTrapped();
    const [task] = createNewCurrentTask({
      componentIdx, isAsync: false, isManualAsync: true, preserveFutureResult: false, entryFnName: 'dtor',
      getCallbackFn: () => null, callbackFnName: null, errHandling: 'none', callingWasmExport: true,
    });
    task.setCalleeIsAsync(false);
    if (!(await task.enter())) throw new Error('failed to enter task');
    CURRENT_TASK_MAY_BLOCK.value = task.mayBlock() ? 1 : 0;
    const meta = { taskID: task.id(), componentIdx };
    await _withGlobalCurrentTaskMetaAsync({
      ...meta,
      fn: async () => {
        try {
          await _withGlobalCurrentTaskMeta({ ...meta, fn: () => WebAssembly.promising(dtor)(rep) });
          task.resolve([undefined]);
        } catch (error) {
          getOrCreateAsyncState(componentIdx).markTrapped(error);
          task.setErrored(error);
          task.reject(error);
          throw error;
        } finally {
          if (!task.isExited()) task.exit();
        }
      },
    });
  }
  `;

/** A handle that the guest gives up: its destructor runs on top of the glue's frame. */
const GUEST_DROP = /(if \(handleEntry\.own\) \{\s*)(\S+)\(handleEntry\.rep\);/g;

/** A number past the table's end is no handle either. A handle may stand for the number nought. */
const NO_HANDLE_TO_GET = 'if (rep === 0 || (scope & T_FLAG) !== 0) {';
const NO_HANDLE = 'if (!val || (scope & T_FLAG) !== 0) {';
/** The numbers that the table's handles stand for: those of handles that are gone are forgotten. */
const REMOVED = /(function rscTableRemove\([^]*?)(return \{ rep, scope, own \};)/;

const FINALIZERS = /function finalizationRegistryCreate /;
const FINALIZER = 'return new FinalizationRegistry(unregister);';

/**
 * Makes resources that the component exports usable where its exports wait (`asyncExports`): constructors become the static
 * method {@link CONSTRUCTOR}, disposal answers with a promise of the destructor's end, and no garbage collector of
 * the host's runs a guest's destructor by itself, between two slices of some call. The tables of handles
 * are held to what was put into them.
 */
export function withResources(glue: string): string {
  return glue
    .replaceAll(CONSTRUCTOR_HEAD, `static async '${CONSTRUCTOR}'($1) {`)
    .replaceAll(STATIC_HEAD, '$1async $2')
    .replaceAll(
      DISPOSAL,
      (_, _rsc, table: string, dtor = 'undefined') =>
        `value: function () { return disposeHandle(this, ${table}, ${dtor}); }`,
    )
    .replace(NO_HANDLE_TO_GET, NO_HANDLE)
    .replace(REMOVED, '$1if (own) table._createdReps?.delete(rep);\n    $2')
    .replaceAll(GUEST_DROP, '$1instantiateCore.pin(() => $2(handleEntry.rep));')
    .replace(FINALIZERS, `${DISPOSE_HANDLE}$&`)
    .replace(FINALIZER, 'return { register: instantiateCore.handedOut, unregister() {} };');
}
