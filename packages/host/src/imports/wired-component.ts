/** An import that another installed component answers: whichever version and instance of it takes calls at the time of the call. */
import { AirssysError, type ImportedInterface, type InterfaceModel, toCamelCase } from '@airssys/model';
import { compatible } from '../engine/import-names.ts';
import type { CallOutcome } from '../sandbox/sandbox.ts';
import type { HostService } from '../services/host-service.ts';
import { forwardingService, hasResources } from './forwarding-service.ts';
import { shapeOf } from './interface-shape.ts';

/** What a component that takes calls exports. */
export interface WiredTarget {
  /** The version's hash: what was found to fit once, fits. */
  readonly hash: string;
  /** The full name of the interface of its operations, and those. Undefined where another toolchain made it. */
  readonly wit: string | undefined;
  readonly operations: InterfaceModel | undefined;
  callExport(wit: string, name: string, args: readonly unknown[]): Promise<CallOutcome>;
}

export class WiredComponent {
  readonly #component: string;
  readonly #target: () => WiredTarget;

  /** @param target Throws where the component does not run. */
  constructor(component: string, target: () => WiredTarget) {
    this.#component = component;
    this.#target = target;
  }

  /** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for an interface with resources. */
  service(model: ImportedInterface): HostService {
    const resource = model.types.find(({ kind }) => kind === 'resource');
    if (resource !== undefined) throw hasResources(model.wit, resource.name, 'Another component');
    // INVARIANT: a call goes to a version only whose functions have the types that the caller was built for.
    let fitting: string | undefined;
    return forwardingService(model, `wired to ${this.#component}`, async (name, args) => {
      const target = this.#target();
      if (fitting !== target.hash) this.#demandFit(model, target);
      fitting = target.hash;
      return await target.callExport(target.wit ?? model.wit, toCamelCase(name), args);
    });
  }

  #demandFit(model: ImportedInterface, { wit, operations }: WiredTarget): void {
    if (wit === undefined || operations === undefined || compatible(wit) !== compatible(model.wit)) {
      throw this.#unfit(
        model.wit,
        wit === undefined ? 'exports nothing that its manifest describes' : `exports ${wit}`,
      );
    }
    const theirs = shapeOf(operations);
    const differing = [...shapeOf(model)].find(([name, shape]) => theirs.get(name) !== shape);
    if (differing === undefined) return;
    const [name, shape] = differing;
    throw this.#unfit(model.wit, `exports ${name} as ${theirs.get(name) ?? 'nothing'}, and it is imported as ${shape}`);
  }

  #unfit(wit: string, what: string): AirssysError {
    return new AirssysError('AIRSSYS_SANDBOX_IMPORT_MISSING', `${this.#component} ${what}`, {
      hint: `Wire ${wit} to a component that exports it, or update one of the two.`,
      data: { missing: [wit], component: this.#component },
    });
  }
}
