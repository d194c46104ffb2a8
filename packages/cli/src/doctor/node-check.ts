import { type Check, mend, ok } from './check.ts';

/** That the version fits is looked at before any of this is loaded: bin/airssys.js. What is left is how Node was started. */
export const nodeCheck: Check = {
  name: 'node',
  run() {
    const version = `Node ${process.versions.node}`;
    const webAssembly: unknown = Reflect.get(globalThis, 'WebAssembly');
    if (typeof webAssembly !== 'object' || webAssembly === null) {
      return mend(`${version} runs without WebAssembly`, 'Take --jitless out of NODE_OPTIONS and the node command.');
    }
    if (!('Suspending' in webAssembly && 'promising' in webAssembly)) {
      return mend(
        `WebAssembly cannot suspend (JSPI) in this ${version}`,
        'Use Node 26, or 24.20 and later, without options that turn JSPI off.',
      );
    }
    return ok(`${version}, whose WebAssembly can suspend (JSPI)`);
  },
};
