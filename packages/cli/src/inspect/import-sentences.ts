/** What an interface that a component imports lets it do at most, and which permission that takes. */

/** By how the interface's name begins; the first that fits. */
const SENTENCES: readonly (readonly [beginning: string, sentence: string, permission: string])[] = [
  ['wasi:filesystem/', 'use files of the directories that are mounted', 'filesystem'],
  ['wasi:sockets/ip-name-lookup', 'look up addresses', 'network.resolve'],
  ['wasi:sockets/', 'connect, and accept connections', 'network'],
  ['wasi:http/outgoing-handler', 'send HTTP requests', 'network.outbound'],
  ['wasi:http/types', 'make and read HTTP messages', ''],
  ['wasi:clocks/', 'read the time, and wait', 'clock'],
  ['wasi:random/', 'use random numbers', 'random'],
  ['wasi:cli/environment', 'read environment variables and its arguments', 'environment'],
  ['wasi:cli/exit', 'end itself', ''],
  ['wasi:cli/', 'use standard input and output', ''],
  ['wasi:io/', 'wait, and move bytes of what it has open', ''],
  ['airssys:core/storage', 'keep values', 'storage'],
  ['airssys:core/host-messaging', 'send messages to components', 'messaging'],
  ['airssys:core/host-services', 'log; read the time, and wait', 'clock'],
  ['airssys:ext-filesystem/', 'use files of the directories that are mounted', 'filesystem'],
  ['airssys:ext-messaging/', 'send messages to components, and receive those of topics', 'messaging'],
  ['airssys:ext-network/', 'reach the network', 'network'],
  ['airssys:ext-process/', 'start programs of the host', 'process'],
  ['airssys:ext-storage/', 'keep data of its own, with versions', 'storage'],
  ['airssys:ext-secrets/', 'read secrets of the host', 'secrets'],
  ['airssys:ext-random/', 'use random numbers', 'random'],
];

export interface ImportMeaning {
  readonly sentence: string;
  /** The area or action to grant; undefined where it takes none. */
  readonly permission?: string;
  /** It is an interface of airssys or of WASI. */
  readonly isKnown: boolean;
}

/** What a component may come to do through the interfaces that it imports, each once; nothing of it without a grant. */
export function importMeanings(interfaces: readonly string[]): readonly ImportMeaning[] {
  const found = new Map<string, ImportMeaning>();
  for (const name of interfaces) {
    const [, sentence, permission = ''] = SENTENCES.find(([beginning]) => name.startsWith(beginning)) ?? [];
    const meaning =
      sentence === undefined
        ? { sentence: `call ${name}, if somebody provides it`, isKnown: false }
        : { sentence, ...(permission !== '' && { permission }), isKnown: true };
    found.set(meaning.sentence, meaning);
  }
  return [...found.values()];
}
