#!/usr/bin/env node
// The `airssys` command. Plain JavaScript, so that a Node that cannot run it still says so in words.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

// As `engines` of package.json has it: ^24.20.0 || >=26.0.0.
if (major >= 26 || (major === 24 && minor >= 20)) {
  await keepCompiledCode();
  const { runProcess } = await import('../dist/main.js');
  await runProcess();
} else {
  console.error(`error AIRSSYS_ENGINE_RUNTIME: airssys cannot run on Node ${process.versions.node}`);
  console.error('hint: Use Node 26, or 24.20 and later: WebAssembly must be able to suspend (JSPI).\n');
  process.exitCode = 2;
}

/**
 * V8's compiled form of the modules is kept for the next command: TypeScript alone takes half a second to compile.
 *
 * INVARIANT: it is kept in the folder that the modules themselves lie in, so whoever can change what is run there could change
 * the modules too. Where that cannot be written to, or there is none, nothing is kept.
 */
async function keepCompiledCode() {
  const [{ default: module }, { join }] = await Promise.all([import('node:module'), import('node:path')]);
  const [modules] = /^.*[/\\]node_modules(?=[/\\])/.exec(import.meta.dirname) ?? [];
  if (modules !== undefined) module.enableCompileCache(join(modules, '.cache', 'airssys', 'code'));
}
