/** The environment of a process: what the component gives it, and nothing of the host's. */
import { processError } from './process-fault.ts';

/** Characters of a name or value: a third of what Linux takes for one. */
const MAX_VARIABLE = 32_768;
const MAX_VARIABLES = 1_024;

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Variables that make a granted program run other code than its own: of the loader, of interpreters, of shells, of git. */
const CODE_LOADING =
  /^(?:LD_.*|DYLD_.*|GLIBC_TUNABLES|GCONV_PATH|LOCPATH|NLSPATH|NODE_.*|PYTHON.*|PERL.*|RUBY.*|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|BASH_.*|ENV|IFS|PS4|PROMPT_COMMAND|SHELLOPTS|BASHOPTS|ZDOTDIR|LUA_.*|PHP.*|GIT_SSH.*|GIT_EXEC_PATH|GIT_EXTERNAL_DIFF|GIT_EDITOR|GIT_PAGER|GIT_ASKPASS|GIT_PROXY_COMMAND|GIT_CONFIG.*|GIT_TEMPLATE_DIR|SSH_ASKPASS|PAGER|EDITOR|VISUAL|BROWSER|LESSOPEN|LESSCLOSE|AIRSSYS_.*)$/i;

/**
 * The variables as the process gets them. Their names are still to be asked for.
 *
 * INVARIANT: no variable that loads code into a granted program is passed on, whatever the grants.
 *
 * @throws WitError `invalid-argument`, `denied`
 */
export function checkEnvironment(given: readonly (readonly [name: string, value: string])[]): Record<string, string> {
  if (given.length > MAX_VARIABLES) throw processError('invalid-argument', `${given.length} variables`);
  const environment: Record<string, string> = Object.create(null);
  for (const [name, value] of given) {
    if (!NAME.test(name) || name.length > MAX_VARIABLE) {
      throw processError('invalid-argument', `a variable named ${JSON.stringify(name.slice(0, 100))}`);
    }
    if (CODE_LOADING.test(name)) throw processError('denied', name);
    // The value may be a secret: no word of it.
    if (value.includes('\0') || value.length > MAX_VARIABLE) throw processError('invalid-argument', `value of ${name}`);
    environment[name] = value;
  }
  return environment;
}
