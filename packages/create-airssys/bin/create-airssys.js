#!/usr/bin/env node
// `npm create airssys`. Plain JavaScript, so that a Node that cannot run it still says so in words.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

// As `engines` of package.json has it: ^24.20.0 || >=26.0.0.
if (major >= 26 || (major === 24 && minor >= 20)) {
  const { runProcess } = await import('../dist/main.js');
  await runProcess();
} else {
  console.error(`error AIRSSYS_ENGINE_RUNTIME: airssys cannot run on Node ${process.versions.node}`);
  console.error('hint: Use Node 26, or 24.20 and later: WebAssembly must be able to suspend (JSPI).\n');
  process.exitCode = 2;
}
