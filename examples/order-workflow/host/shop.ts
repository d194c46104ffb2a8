/** Runs the three components of the shop. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Host, type InstallOptions, type OpenOptions } from '@airssys/host';
import { buildComponent } from '@airssys/sdk/build';

const OPERATED: InstallOptions = {
  // What a component stores and sends while it handles a message takes effect with the message's end, or not at all.
  mailbox: { guarantee: 'exactly-once', backoffMs: 5, maxMessages: 10_000 },
  supervision: { intensity: 50, periodMs: 5_000 },
};

/** In this order: whoever is asked is there before who asks. */
const COMPONENTS: Readonly<Record<string, readonly string[]>> = {
  payments: ['storage'],
  shipping: ['storage'],
  orders: [
    'storage',
    'messaging.send:shop:orders',
    'messaging.request:shop:payments',
    'messaging.request:shop:shipping',
  ],
};

/**
 * Opens a host with the shop in it: an earlier one of the same directory goes on.
 *
 * @param sources Others than the shop's own, by component.
 */
export async function openShop(
  options: OpenOptions,
  sources: Readonly<Record<string, string | URL>> = {},
): Promise<Host> {
  const host = await Host.open(options);
  try {
    for (const [name, grants] of Object.entries(COMPONENTS)) {
      const id = `shop:${name}`;
      if (host.query().byName(id).count() === 0)
        await host.install(await built(sources[name] ?? name), { ...OPERATED, grants });
      await host.start(id);
    }
    return host;
  } catch (error) {
    await host.close();
    throw error;
  }
}

/** The bytes of a component, by the name of its source in `src`, or by the place of another one. */
export async function built(source: string | URL): Promise<Uint8Array> {
  const entry = source instanceof URL ? fileURLToPath(source) : join(import.meta.dirname, `../src/${source}.ts`);
  return (await buildComponent({ entry, engine: 'quickjs', outDir: false })).component;
}
