/**
 * The glue without the bookkeeping of tasks and subtasks, where nobody looks at it. The transpiler writes it for asynchronous
 * functions of the component model: for each call of an export, and for each call of the host, it makes a task, promises and
 * a place in a table. A component whose functions are plain, and that has no handles, gets nothing from that, and it costs
 * several times what the call itself does. That a call is alone in its instance, that nothing runs after a trap, and that an
 * error of the host ends the call, is the sandbox's business with either form.
 *
 * INVARIANT: a function that is not what the transpiler writes for this case, word for word, stays as it is: whatever is left
 * of a task undoes the change.
 */

/** What only a component has whose tasks are looked at: handles, streams, functions that are asynchronous by their type. */
const NEEDS_TASKS =
  /rscTable|\bStream\w*\(|\bFuture\w*\(|AsyncTaskReturn\](?! failed)|_prepareCall|_asyncStartCall|funcTypeIsAsync: true/;

/** The comments speak of tasks too. */
const TASK = /\btask(?:[.,;\]]| =)|\b(?:subtask|parentTask|createTask|hostProvided|started)\b|CurrentTask/;

/** What the guest is given to call: functions of the host, and what else only tasks make sense of (`streamNew.bind(…)`). */
const TRAMPOLINE_NAMES = /\b(?:const|let) trampoline(\d+) = /g;

/** Functions of the host, one by one: `const _trampoline3 = async function(arg0) {` … `_trampoline3.fnName = …`. */
const TRAMPOLINE =
  /^( *)const _trampoline(\d+) = (async )?function\(([\w, ]*)\) \{\n([^]*?)\n\1\}\n(?=\s*_trampoline\2\.fnName = )/gm;
/** How they come to the guest; once for one that waits, once for one that does not. */
const LOWERING =
  /let trampoline(\d+) = _trampoline\1\.manuallyAsync \? new WebAssembly\.Suspending\(_suspendingImport\((\d+), _lowerImportBackwardsCompat\.bind\([^]*?\n\s*\)\)\) : _lowerImportBackwardsCompat\.bind\(([^]*?)\n\s*\);/g;

const HOST_TASK =
  /const hostProvided = true;\s*let parentTask;\s*let task;\s*let subtask;\s*const createTask = \(\) => \{\s*const results = createNewCurrentTask\(\{[^{}]*\}\);\s*task = results\[0\];\s*\};\s*taskCreation: \{\s*parentTask = getCurrentTask\([^;]*;\s*if \(!parentTask\) \{\s*createTask\(\);\s*break taskCreation;\s*\}\s*createTask\(\);\s*if \(hostProvided\) \{\s*subtask = parentTask\.getLatestSubtask\(\);\s*if \(!subtask\) \{\s*throw new Error\(.*\);\s*\}\s*task\.setParentSubtask\(subtask\);\s*\}\s*\}\s*/;
const ENTER_NOW = /const started = task\.enterSync\(\);\s*/;
const ENTER_LATER =
  /const started = await task\.enter\(\{ isHost: hostProvided \}\);\s*if \(!started\) \{\s*_debugLog\([^{}]*\{[^{}]*\}\);\s*throw new Error\("failed to enter task"\);\s*\}\s*/;
const HOST_CALL =
  /(await\s+)?_withGlobalCurrentTaskMeta(?:Async)?\(\{\s*componentIdx: task\.componentIdx\(\),\s*taskID: task\.id\(\),\s*fn: \(\) => _trackHostOperation\(\(\) => ([^]+?)\),\s*\}\)\s*;/;
/** What is done with an error that ends the call. */
const FAILED =
  /(getOrCreateAsyncState\(\d+\)\.markTrapped\(err\);)\s*task\.setErrored\(err\);\s*task\.reject\(err\);\s*task\.exit\(\);\s*(?:throw err|return task\.completionPromise\(\));/;
const EXIT = /\btask\.exit\(\);/;

/** The transpiler's tracing, which tells of tasks. What it would print is taken out elsewhere. */
const TRACING = /\b_debugLog\((?:'[^'\n]*'|"[^"\n]*")(?:, \{[^{}]*\})?\);/g;

const EXPORT_TASK =
  /const hostProvided = false;\s*(getOrCreateAsyncState\(\d+\)\.throwIfTrapped\(\);)\s*const \[task, \w+\] = createNewCurrentTask\(\{[^{}]*\}\);\s*task\.setCalleeIsAsync\(false\);\s*const started = await task\.enter\(\);\s*if \(!started\) \{\s*_debugLog\([^{}]*\{[^{}]*\}\);\s*throw new Error\("failed to enter task"\);\s*\}\s*CURRENT_TASK_MAY_BLOCK\.value = task\.mayBlock\(\) \? 1 : 0;\s*if \((?:null|\d+)!== null\) \{\s*task\.setReturnMemoryIdx\((?:null|\d+)\);\s*task\.setReturnMemory\(\(\(\) => (?:null|memory\d+)\)\(\)\);\s*\}\s*return await _withGlobalCurrentTaskMetaAsync\(\{\s*taskID: task\.id\(\),\s*componentIdx: task\.componentIdx\(\),\s*fn: async \(\) => \{\s*try \{/g;
const EXPORT_END =
  /\} catch \(err\) \{\s*if \(!task\.isResolvedState\(\)\) \{\s*task\.setErrored\(err\);\s*task\.reject\(err\);\s*\}\s*if \(!task\.isExited\(\)\) \{ task\.exit\(\{ skipExclusiveLockCheck: true \}\); \}\s*throw err;\s*\}\s*\},\s*\}\);/g;
const GUEST_CALL =
  /await\s+_withGlobalCurrentTaskMeta\(\{\s*taskID: task\.id\(\),\s*componentIdx: task\.componentIdx\(\),\s*fn: \(\) => (.+),\s*\}\);/g;

/** The glue with plain functions where they are enough. */
export function withoutTasks(glue: string): string {
  const start = glue.indexOf('_initGenerator');
  if (start === -1) return glue;
  const [head, body] = [glue.slice(0, start), glue.slice(start)];
  if (!NEEDS_TASKS.test(body) && hasFunctionsOnly(body)) {
    const plain = withPlainExports(withPlainImports(body, true)).replaceAll(TRACING, '');
    if (!TASK.test(plain)) return head + plain;
  }
  return head + withPlainImports(body, false);
}

function hasFunctionsOnly(body: string): boolean {
  const lowered = new Set([...body.matchAll(LOWERING)].map(([, number]) => number));
  return [...body.matchAll(TRAMPOLINE_NAMES)].every(([, number]) => lowered.has(number));
}

/** `alsoWaiting`: those that wait too, which is good only where exports have no tasks either. */
function withPlainImports(body: string, alsoWaiting: boolean): string {
  const plain = new Set<string>();
  const lowered = new Map(
    [...body.matchAll(LOWERING)].map(([, number = '', component = '', options = '']) => [
      number,
      { component, options },
    ]),
  );
  const functions = body.replace(
    TRAMPOLINE,
    (whole: string, indent: string, number: string, later: string | undefined, params: string, content: string) => {
      const lowering = lowered.get(number);
      const isPlain = lowering !== undefined && /isAsync: false,[^]*funcTypeIsAsync: false,/.test(lowering.options);
      if (!isPlain || (later !== undefined && !alsoWaiting)) return whole;
      const direct = withoutHostTask(content, later === undefined ? ENTER_NOW : ENTER_LATER);
      if (direct === undefined) return whole;
      plain.add(number);
      const leaves = later === undefined ? `${indent}  _checkMayLeave(${lowering.component});\n` : '';
      return `${indent}const _trampoline${number} = ${later ?? ''}function(${params}) {\n${leaves}${direct}\n${indent}}\n`;
    },
  );
  return functions.replace(LOWERING, (whole: string, number: string, component: string) => {
    if (!plain.has(number)) return whole;
    const name = `_trampoline${number}`;
    // What V8 cannot suspend after all traps, and nobody hears of the promise.
    const waits = `_checkMayLeave(${component}); instantiateCore.waits(); const answer = ${name}(...args); answer.catch(() => {}); return answer;`;
    return `let trampoline${number} = ${name}.manuallyAsync ? new WebAssembly.Suspending((...args) => { ${waits} }) : ${name};`;
  });
}

/** Undefined where it is not of the known form, or where the guest would get something else than the function returns. */
function withoutHostTask(content: string, enter: RegExp): string | undefined {
  const { text, resolved } = withoutResolve(
    content.replace(HOST_TASK, '').replace(enter, '').replace(HOST_CALL, '$1$2;'),
  );
  const direct = text.replace(FAILED, '$1\nthrow err;').replace(EXIT, '').replaceAll(TRACING, '');
  const returned = /\n\s*return (.+);\s*$/.exec(direct)?.[1];
  const isSame = returned === undefined || returned === resolved;
  return TASK.test(direct) || !isSame ? undefined : direct;
}

function withPlainExports(body: string): string {
  const open = body.replaceAll(EXPORT_TASK, '$1\n{').replaceAll(EXPORT_END, '}').replaceAll(GUEST_CALL, 'await $1;');
  let text = open.replaceAll(new RegExp(FAILED, 'g'), '$1\nthrow err;');
  for (let before = ''; before !== text;) {
    before = text;
    text = withoutResolve(text).text;
  }
  return text.replaceAll(new RegExp(EXIT, 'g'), '');
}

/** Without the first `task.resolve([…]);`, and what stood in it. */
function withoutResolve(text: string): { readonly text: string; readonly resolved: string | undefined } {
  const opening = 'task.resolve([';
  const from = text.indexOf(opening);
  const to = from < 0 ? -1 : closingOf(text, from + opening.length);
  const ending = ']);';
  if (to < 0 || !text.startsWith(ending, to)) return { text, resolved: undefined };
  return {
    text: text.slice(0, from) + text.slice(to + ending.length),
    resolved: text.slice(from + opening.length, to),
  };
}

/** The bracket that closes the one before `from`. There are no strings with brackets in what is resolved. */
function closingOf(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '[' || character === '(' || character === '{') depth += 1;
    else if (character === ']' || character === ')' || character === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
