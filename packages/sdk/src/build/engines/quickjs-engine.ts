/**
 * QuickJS, linked by componentize-qjs for the interfaces of a component. It makes components of scripts without compiling the
 * engine anew for each (docs/decisions/0028-same-code-other-memory.md).
 */
import { carryExactIntegers } from './quickjs-integers.ts';
import { QuickJsEvaluator, withoutEvaluation } from './quickjs-evaluator.ts';
import { pureRuntime } from './quickjs-runtime.ts';
import { isLeftOut, startupOnly, withRuntime } from './quickjs-startup.ts';
import { withMemory } from './free-memory.ts';
import { otherEngine } from './other-engine.ts';

export class QuickJsEngine {
  /** A component but for its memory. */
  readonly #frame: Uint8Array;
  readonly #evaluator: QuickJsEvaluator;

  private constructor(frame: Uint8Array, evaluator: QuickJsEvaluator) {
    this.#frame = frame;
    this.#evaluator = evaluator;
  }

  /**
   * @param witDir Folder of the WIT package whose world it is, with its dependencies.
   * @param startup The runtime's functions that are compiled at once, by default those that are known to run.
   * @throws Error with the words of componentize-qjs where it refuses the world; AirssysError `AIRSSYS_BUILD_ENGINE` where it is not
   *   the one that this was written for.
   */
  static async link(witDir: string, world: string, startup?: string): Promise<QuickJsEngine> {
    const runtime = await pureRuntime();
    const started = withoutEvaluation(runtime);
    const linked = await linkStarted({ witDir, world, script: '', runtime: started }, startup);
    const evaluator = await QuickJsEvaluator.create(withRuntime(linked, started));
    return new QuickJsEngine(carryExactIntegers(withRuntime(linked, runtime)), evaluator);
  }

  /**
   * The component of a script, to the byte the one that componentize-qjs makes of it, but for the free memory in its snapshot.
   *
   * @param limitMs Milliseconds that the script's top level may take.
   * @throws Error with the engine's words where the top level throws, or does not end.
   */
  async component(script: string, limitMs?: number): Promise<Uint8Array> {
    const component = withMemory(this.#frame, await this.#evaluator.evaluate(script, limitMs));
    if (component === undefined) throw otherEngine('componentize-qjs', 'its snapshot lies in another module');
    return component;
  }
}

interface Linking {
  readonly witDir: string;
  readonly world: string;
  readonly script: string;
  readonly runtime: Uint8Array;
}

/** The same as with the whole runtime, which is compiled only where what is known to run of it is not enough. */
async function linkStarted(linking: Linking, startup: string | undefined): Promise<Uint8Array> {
  const part = startupOnly(linking.runtime, startup);
  if (part === undefined) return await linkQuickJs(linking);
  try {
    return await linkQuickJs({ ...linking, runtime: part });
  } catch (error) {
    if (!isLeftOut(error)) throw error;
    return await linkQuickJs(linking);
  }
}

/** What componentize-qjs makes: the runtime linked with the glue of a world, in the state after the script's top level. */
export async function linkQuickJs({ witDir, world, script, runtime }: Linking): Promise<Uint8Array> {
  const { componentize } = await import('componentize-qjs');
  const options = { witPath: witDir, jsSource: script, world, runtimeBytes: Buffer.from(runtime) };
  return (await componentize(options)).component;
}
