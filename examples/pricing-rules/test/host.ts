import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Host } from '@airssys/host';
import { buildComponent } from '@airssys/sdk/build';
import { onTestFinished } from 'vitest';

/** The bytes of a component, by its source relative to this folder. */
export async function built(source: string): Promise<Uint8Array> {
  const { component } = await buildComponent({
    entry: join(import.meta.dirname, source),
    engine: 'quickjs',
    outDir: false,
  });
  return component;
}

/** A host in a directory of its own, which is gone with the test. */
export async function openedHost(): Promise<Host> {
  const dataDir = mkdtempSync(join(tmpdir(), 'pricing-rules-'));
  const host = await Host.open({ dataDir });
  onTestFinished(async () => {
    await host.close();
    rmSync(dataDir, { recursive: true });
  });
  return host;
}
