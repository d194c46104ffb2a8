/** What can be asked of a host over its control socket. */
import {
  type Host,
  type InstalledComponent,
  type InstallOptions,
  LIFECYCLE_STATES,
  type LifecycleState,
  type UpdateOptions,
} from '@airssys/host';
import { AirssysError, closest } from '@airssys/model';
import { planCall } from '../run/call.ts';
import { componentStatus } from './component-status.ts';
import type { ControlCall, Routes } from './control-server.ts';
import { eventFeed, logFeed } from './feeds.ts';
import type { LogBook } from './log-book.ts';

export interface HostRoutesOptions {
  readonly host: Host;
  readonly book: LogBook;
  readonly dataDir: string;
}

export function hostRoutes({ host, book, dataDir }: HostRoutesOptions): Routes {
  const change =
    (work: (id: string, options: ControlCall, settings: never) => Promise<InstalledComponent | undefined>) =>
    async (call: ControlCall): Promise<unknown> => {
      const id = call.params['id'] ?? '';
      const found = await work(id, call, (await call.json()) as never); // each checks what it takes
      return found === undefined ? { id, state: 'uninstalled', version: '' } : componentStatus(found);
    };
  return {
    'GET /host': () => ({ pid: process.pid, dataDir, components: host.query().count() }),
    'GET /components': ({ query }) => findComponents(host, query).map(componentStatus),
    'POST /components': async (call) => {
      const { bytes, settings } = await readForm(call);
      return componentStatus(await host.install(bytes, { ...(settings as InstallOptions), ...workOptions(call) }));
    },
    'POST /components/:id/update': async (call) => {
      const { bytes, settings } = await readForm(call);
      const id = call.params['id'] ?? '';
      const plan = await host.update(id, bytes, { ...(settings as UpdateOptions), ...workOptions(call) });
      return { plan, component: componentStatus(host.get(id)) };
    },
    'POST /components/:id/start': change(async (id, call) => await host.start(id, workOptions(call))),
    'POST /components/:id/stop': change(async (id, call) => await host.stop(id, workOptions(call))),
    'POST /components/:id/rollback': change(async (id, call) => await host.rollback(id, workOptions(call))),
    'POST /components/:id/uninstall': change(async (id, _call, { keepData }: { keepData?: boolean }) => {
      await host.uninstall(id, { keepData: keepData === true });
      return undefined;
    }),
    'POST /components/:id/call': async (call) => await callComponent(host, call),
    'GET /events': ({ query, signal }) => eventFeed(host, feedQuery(query), signal),
    'GET /logs': ({ query, signal }) => logFeed(book, feedQuery(query), signal),
  };
}

function findComponents(host: Host, query: URLSearchParams): readonly InstalledComponent[] {
  let found = host.query();
  const [name, state, capability] = ['name', 'state', 'capability'].map((key) => query.get(key));
  if (name) found = found.byName(name);
  if (state) found = found.inState(demandState(state));
  if (capability) found = found.withCapability(capability);
  for (const label of query.getAll('label')) {
    const at = label.indexOf('=');
    found = at < 0 ? found.withLabel(label) : found.withLabel(label.slice(0, at), label.slice(at + 1));
  }
  return found.list();
}

function demandState(state: string): LifecycleState {
  const known = LIFECYCLE_STATES.find((one) => one === state);
  if (known !== undefined) return known;
  const meant = closest(state, LIFECYCLE_STATES);
  throw new AirssysError('AIRSSYS_CLI_USAGE', `There is no state ${state}`, {
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}The states: ${LIFECYCLE_STATES.join(', ')}.`,
  });
}

/** The arguments are read here, where the component's types are known. */
async function callComponent(host: Host, call: ControlCall): Promise<unknown> {
  const id = call.params['id'] ?? '';
  const { operation, args, key, timeoutMs } = (await call.json()) as CallBody; // of the command
  const planned = planCall(await host.binary(id), operation, args);
  const options = { signal: call.signal, ...(timeoutMs !== undefined && { timeoutMs }) };
  const route = { ...(key !== undefined && { key }) };
  return await planned.make(
    {
      invoke: async (name, values) => await host.invoke(id, name, values, { ...options, ...route }),
      callExport: async (of, name, values) => await host.callExport(id, of, name, values, { ...options, ...route }),
    },
    options,
  );
}

interface CallBody {
  readonly operation: string | undefined;
  readonly args: readonly string[];
  readonly key?: string;
  readonly timeoutMs?: number;
}

const workOptions = ({ signal, onProgress }: ControlCall) => ({ signal, onProgress });

async function readForm(call: ControlCall): Promise<{ readonly bytes: Uint8Array; readonly settings: object }> {
  const form = await call.form();
  const [file, text] = [form.get('component'), form.get('settings')];
  if (!(file instanceof Blob) || typeof text !== 'string') {
    throw new AirssysError('AIRSSYS_CLI_HOST', 'The request lacks the component or its settings', {
      hint: 'Use the command and the host of one installation.',
    });
  }
  const { config, ...settings } = JSON.parse(text) as { readonly config?: string }; // of the command
  return {
    bytes: new Uint8Array(await file.arrayBuffer()),
    settings: { ...settings, ...(config !== undefined && { config: new Uint8Array(Buffer.from(config, 'base64')) }) },
  };
}

const feedQuery = (query: URLSearchParams) => ({
  last: Number(query.get('last') ?? 100),
  component: query.get('component') ?? undefined,
  isFollowed: query.get('follow') === '1',
});
