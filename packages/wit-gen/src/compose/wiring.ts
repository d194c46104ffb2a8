/** Which export answers which import. */
import { type AirssysError, closest } from '@airssys/model';
import type { Entity } from '../binary/entity.ts';
import { demandFit } from './fit.ts';
import { trackOf } from './interface-track.ts';
import { composeError, type Part } from './part.ts';

/** An import of one component and the export of another one that answers it. */
export interface Wire {
  /** Whose import. */
  readonly component: string;
  /** The import, by its full name in the component: `acme:rates/exchange@1.2.0`. */
  readonly import: string;
  /** Whose export. */
  readonly provider: string;
  /** The export, by its full name in the component. */
  readonly export: string;
}

/** A wire as it is asked for. Names of interfaces can do without their versions. */
export interface WireRequest {
  /** Default: the main component. */
  readonly component?: string | undefined;
  /** The import. */
  readonly import: string;
  /** The component that answers it. */
  readonly provider: string;
  /** Default: the export with the import's name, in a version that goes with it. */
  readonly export?: string | undefined;
}

export interface Wiring {
  readonly wires: readonly Wire[];
  /** Providers before those who need them. */
  readonly order: readonly Part[];
}

/**
 * Asked wires first; then each import that exactly one other component exports, in a version that goes with it.
 *
 * @throws AirssysError `AIRSSYS_COMPOSE_INVALID`
 */
export function wire(parts: readonly Part[], main: Part, requests: readonly WireRequest[]): Wiring {
  const wires = new Map<string, Wire>();
  const keyOf = ({ component, import: id }: Pick<Wire, 'component' | 'import'>): string => `${component} ${id}`;
  for (const request of requests) {
    const made = asked(parts, main, request);
    const known = wires.get(keyOf(made));
    if (known !== undefined) throw twice(known, made);
    wires.set(keyOf(made), made);
  }
  for (const part of parts) {
    for (const id of part.imports.keys()) {
      const found = wires.has(keyOf({ component: part.name, import: id })) ? undefined : byName(parts, part, id);
      if (found !== undefined) wires.set(keyOf(found), found);
    }
  }
  const all = [...wires.values()];
  for (const one of all) demandFit(one, partOf(parts, one.component), partOf(parts, one.provider));
  const order = inOrder(parts, main, all);
  const idle = parts.find((part) => !order.includes(part));
  if (idle !== undefined) throw unused(idle, parts);
  return { wires: all, order };
}

function asked(parts: readonly Part[], main: Part, request: WireRequest): Wire {
  const asker = partOf(parts, request.component ?? main.name);
  const provider = partOf(parts, request.provider);
  if (asker === provider)
    throw composeError(`${asker.name} cannot answer its own imports`, 'Name another component.', {});
  const id = nameIn(asker.imports.keys(), request.import);
  if (id === undefined)
    throw unknown(`${asker.name} does not import ${request.import}`, request.import, asker.imports.keys());
  const wanted = request.export ?? id;
  const found = nameIn(provider.exports.keys(), wanted);
  if (found === undefined) throw unknown(`${provider.name} does not export ${wanted}`, wanted, provider.exports.keys());
  return { component: asker.name, import: id, provider: provider.name, export: found };
}

/** The same name, or that of a version that goes with it; without a version the only one there is. */
function nameIn(names: Iterable<string>, wanted: string): string | undefined {
  const all = [...names];
  if (all.includes(wanted)) return wanted;
  const fitting = all.filter((one) => trackOf(one) === trackOf(wanted) || one.split('@')[0] === wanted);
  return fitting.length === 1 ? fitting[0] : undefined;
}

function byName(parts: readonly Part[], asker: Part, id: string): Wire | undefined {
  if (asker.imports.get(id)?.sort === 'type') return undefined;
  const found = parts
    .filter((part) => part !== asker)
    .flatMap((part) =>
      [...part.exports]
        .filter(([name, entity]) => trackOf(name) === trackOf(id) && isSameSort(asker.imports.get(id), entity))
        .map(([name]): Wire => ({ component: asker.name, import: id, provider: part.name, export: name })),
    );
  if (found.length < 2) return found[0];
  throw composeError(
    `${id}, which ${asker.name} imports, is exported by ${found.map(({ provider }) => provider).join(' and ')}`,
    `Say which of them answers: ${asker.name}/${id}=${found[0]?.provider}.`,
    { reason: 'ambiguous', component: asker.name, import: id, providers: found.map(({ provider }) => provider) },
  );
}

const isSameSort = (one: Entity | undefined, other: Entity): boolean => one?.sort === other.sort;

/** The parts that the main one needs, providers first. */
function inOrder(parts: readonly Part[], main: Part, wires: readonly Wire[]): readonly Part[] {
  const done: Part[] = [];
  const visit = (part: Part, path: readonly Part[]): void => {
    if (done.includes(part)) return;
    if (path.includes(part)) throw cycle([...path.slice(path.indexOf(part)), part]);
    for (const { component, provider } of wires) {
      if (component === part.name) visit(partOf(parts, provider), [...path, part]);
    }
    done.push(part);
  };
  visit(main, []);
  return done;
}

function partOf(parts: readonly Part[], name: string): Part {
  const found = parts.find((part) => part.name === name);
  if (found !== undefined) return found;
  const names = parts.map((part) => part.name);
  throw unknown(`There is no component ${name} among those that are composed`, name, names);
}

function unknown(message: string, wanted: string, names: Iterable<string>): AirssysError {
  const all = [...names];
  const near = closest(wanted, all);
  const list = all.length === 0 ? 'There is none at all.' : `There are: ${all.join(', ')}.`;
  return composeError(message, near === undefined ? list : `Did you mean ${near}? ${list}`, {
    reason: 'unknown',
    wanted,
    known: all,
  });
}

const cycle = (path: readonly Part[]): AirssysError =>
  composeError(
    `The components need each other in a circle: ${path.map(({ name }) => name).join(' needs ')}`,
    'Of two that call each other one has to be instantiated first. Leave one of the imports to the host, or move what both need into a third component.',
    { reason: 'cycle', path: path.map(({ name }) => name) },
  );

function twice(known: Wire, made: Wire): AirssysError {
  return composeError(
    `${known.import} of ${known.component} is wired twice: to ${known.provider} and to ${made.provider}`,
    'One export answers an import. Leave one of the wires out.',
    { reason: 'ambiguous', component: known.component, import: known.import },
  );
}

function unused(idle: Part, parts: readonly Part[]): AirssysError {
  const wanted = parts.filter((part) => part !== idle).flatMap(({ imports }) => [...imports.keys()]);
  return composeError(
    `Nothing that the others need is answered by ${idle.name}`,
    `It exports ${[...idle.exports.keys()].join(', ') || 'nothing'}; the others import ${[...new Set(wanted)].join(', ') || 'nothing'}. Wire an import to it by name, or leave it out.`,
    { reason: 'unused', component: idle.name },
  );
}
