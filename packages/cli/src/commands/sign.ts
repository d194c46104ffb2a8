/** `airssys sign` and `airssys verify`: who answers for a component. */
import { chmod, open, rename, rm, writeFile } from 'node:fs/promises';
import {
  keyIdOf,
  newSigningKeys,
  readPublicKey,
  signComponent,
  verifyComponent,
  type VersionSignature,
} from '@airssys/host';
import { readNamedFile } from '../component-file.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { printJson } from '../report/json.ts';
import { painter } from '../report/paint.ts';
import { printable } from '../report/text.ts';
import { usageError } from '../report/usage-error.ts';

export interface SignFlags {
  readonly key?: string;
  readonly newKey?: string;
  readonly output?: string;
  readonly json?: boolean;
}

/** Signs a component, in its place unless another file is named; or makes a pair of keys. */
export async function signCommand(io: CommandIo, component: string | undefined, flags: SignFlags): Promise<ExitCode> {
  if (flags.newKey !== undefined) {
    if (component !== undefined || flags.key !== undefined) {
      throw usageError(
        '--new-key makes a key and signs nothing',
        'Sign with it then: airssys sign COMPONENT --key FILE.',
      );
    }
    await makeKey(io, flags.newKey, flags);
    return EXIT.ok;
  }
  if (component === undefined || flags.key === undefined) {
    throw usageError(
      'A component and a key are needed',
      'airssys sign COMPONENT --key FILE, or airssys sign --new-key FILE.',
    );
  }
  const bytes = await readNamedFile(component, 'a component; `airssys build` makes one');
  const key = await readText(flags.key, 'the private key, as `airssys sign --new-key` makes it');
  const output = flags.output ?? component;
  await writeWhole(output, signComponent(bytes, key));
  const keyId = keyIdOf(readPublicKey(key));
  if (flags.json) printJson(io, { component: output, keyId });
  else io.stderr.write(`signed ${printable(output)} by ${keyId.slice(0, 16)}\n`);
  return EXIT.ok;
}

export interface VerifyFlags {
  readonly key?: readonly string[];
  readonly rebuild?: string;
  readonly json?: boolean;
}

/** Answers 1 where none of the keys has signed the component, or a build of the sources is another one. */
export async function verifyCommand(io: CommandIo, component: string, flags: VerifyFlags): Promise<ExitCode> {
  const { key: keyFiles, rebuild: entry } = flags;
  if (keyFiles === undefined && entry === undefined) {
    throw usageError('There is nothing to verify it by', 'Name a public key by --key, or the sources by --rebuild.');
  }
  const bytes = await readNamedFile(component, 'a component');
  const signed = keyFiles && (await signaturesBy(keyFiles, bytes, component));
  const rebuilt =
    entry === undefined ? undefined : await (await import('../inspect/rebuild.ts')).rebuild(bytes, component, entry);
  const isSigned = signed === undefined || signed.length > 0;
  if (flags.json) {
    printJson(io, {
      component,
      ...(signed && { signed: isSigned, signatures: signed.map(({ keyId, algorithm }) => ({ keyId, algorithm })) }),
      ...(rebuilt && { rebuilt }),
    });
  } else {
    const paint = painter(io, io.stdout);
    for (const { keyId, file } of signed ?? []) io.stdout.write(`${printable(`signed by ${file}: ${keyId}`)}\n`);
    if (signed) io.stdout.write(`${isSigned ? paint.green('signed') : paint.red('NOT SIGNED by any of these keys')}\n`);
    for (const line of rebuilt?.differences ?? []) io.stdout.write(`${printable(line)}\n`);
    if (rebuilt)
      io.stdout.write(
        `${rebuilt.isSame ? paint.green('built again: the same bytes') : paint.red('built again: OTHER BYTES')}\n`,
      );
  }
  return isSigned && rebuilt?.isSame !== false ? EXIT.ok : EXIT.failed;
}

interface FoundSignature extends VersionSignature {
  /** The key's. */
  readonly file: string;
}

async function signaturesBy(
  files: readonly string[],
  bytes: Uint8Array,
  component: string,
): Promise<readonly FoundSignature[]> {
  const keys = await Promise.all(files.map(async (file) => await readText(file, 'a public key')));
  const byId = new Map(keys.map((key, at) => [keyIdOf(readPublicKey(key)), files[at] ?? '']));
  return verifyComponent(bytes, keys, component).map((one) => ({ ...one, file: byId.get(one.keyId) ?? '' }));
}

/** Never in the place of another key: what was signed with that could not be signed again. */
async function makeKey(io: CommandIo, file: string, { json }: SignFlags): Promise<void> {
  const { privateKey, publicKey, keyId } = newSigningKeys();
  await writeNew(`${file}.pub`, publicKey, 0o644);
  try {
    await writeNew(file, privateKey, 0o600);
  } catch (error) {
    await rm(`${file}.pub`, { force: true });
    throw error;
  }
  if (json) {
    printJson(io, { privateKey: file, publicKey: `${file}.pub`, keyId });
    return;
  }
  io.stderr.write(`wrote ${printable(file)}, which signs: keep it to yourself\n`);
  io.stderr.write(`wrote ${printable(`${file}.pub`)}, for those who verify: ${keyId}\n`);
}

async function writeNew(path: string, content: string, mode: number): Promise<void> {
  try {
    const file = await open(path, 'wx', mode);
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // what node:fs rejects with
    if (code === 'EEXIST') throw usageError(`There is a file ${path} already`, 'Name another one, or move it away.');
    throw usageError(`${path} cannot be written (${String(code)})`, 'See that its folder is there and can be written.');
  }
}

/** The file is as it was, or signed: never half of it. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, bytes);
    await chmod(temporary, 0o644);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    const { code } = error as NodeJS.ErrnoException; // as above
    throw usageError(`${path} cannot be written (${String(code)})`, 'See that its folder is there and can be written.');
  }
}

async function readText(path: string, what: string): Promise<string> {
  return Buffer.from(await readNamedFile(path, what)).toString('utf8');
}
