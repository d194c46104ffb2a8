/** Debian's `docker-registry` on this machine, for one test: an OCI registry that others use, too. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash, sign } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const PROGRAM = '/usr/bin/docker-registry';
const OPENSSL = '/usr/bin/openssl';

/** Where it is not installed, tests of it are skipped. */
export const HAS_REGISTRY: boolean = existsSync(PROGRAM) && existsSync(OPENSSL);

export const ADA: { readonly username: string; readonly password: string } = {
  username: 'ada',
  password: 'open sesame',
};
/** The line that `htpasswd -B` makes of them. */
const HTPASSWD = 'ada:$2b$05$lThTKPcF1bEHuC7GvGJ98uLgScyI50589WI7ykY2NimwwdoM52u7.';

export interface TestRegistry {
  /** Host and port. */
  readonly host: string;
  /** Where a blob is kept. */
  blobFile(digest: string): string;
}

export type RegistryAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic' }
  | { readonly kind: 'token'; readonly realm: string; readonly certificates: string };

/** Starts one, which ends with the test. */
export async function startRegistry(auth: RegistryAuth = { kind: 'none' }): Promise<TestRegistry> {
  const dir = temporary();
  const port = await freePort();
  writeFileSync(join(dir, 'htpasswd'), `${HTPASSWD}\n`);
  writeFileSync(join(dir, 'config.yml'), configuration(dir, port, auth));
  const child = spawn(PROGRAM, ['serve', join(dir, 'config.yml')], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  });
  await new Promise<void>((resolve, reject) => {
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('listening on')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`docker-registry ended with ${code}: ${log}`)));
    child.once('error', reject);
  });
  return {
    host: `127.0.0.1:${port}`,
    blobFile: (digest) => {
      const hex = digest.slice('sha256:'.length);
      return join(dir, 'data/docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data');
    },
  };
}

function configuration(dir: string, port: number, auth: RegistryAuth): string {
  const basic = { htpasswd: { realm: 'test', path: join(dir, 'htpasswd') } };
  const token = auth.kind === 'token' && {
    token: { realm: auth.realm, service: 'test-registry', issuer: 'test-issuer', rootcertbundle: auth.certificates },
  };
  // YAML takes JSON.
  return JSON.stringify({
    version: 0.1,
    log: { level: 'info' },
    storage: { filesystem: { rootdirectory: join(dir, 'data') }, redirect: { disable: true } },
    http: { addr: `127.0.0.1:${port}` },
    ...(auth.kind === 'basic' && { auth: basic }),
    ...(token && { auth: token }),
  });
}

export interface TokenServer {
  readonly realm: string;
  /** Of the key that signs its tokens. */
  readonly certificates: string;
  /** What it was asked: scope, and who. */
  readonly asked: { readonly scope: string | null; readonly authorization: string | undefined }[];
}

/** What a registry sends its users to: gives ada a token for what she asks, and nobody else. */
export async function startTokenServer(): Promise<TokenServer> {
  const dir = temporary();
  const [key, certificate] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')];
  const subject = ['-subj', '/CN=test-issuer', '-days', '1'];
  execFileSync(
    OPENSSL,
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, ...subject],
    {
      stdio: 'ignore',
    },
  );
  const asked: { scope: string | null; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const scope = searchParams.get('scope');
    const { authorization } = request.headers;
    asked.push({ scope, authorization });
    const isAda = authorization === `Basic ${Buffer.from(`${ADA.username}:${ADA.password}`).toString('base64')}`;
    response.writeHead(isAda ? 200 : 401, { 'content-type': 'application/json' });
    response.end(isAda ? JSON.stringify({ token: signedToken(scope ?? '', key, certificate) }) : '{}');
  });
  return { realm: `${await listening(server)}/token`, certificates: certificate, asked };
}

function signedToken(scope: string, key: string, certificate: string): string {
  const [type, name, actions = ''] = scope.split(':');
  const pem = readFileSync(certificate, 'utf8').replaceAll(/-----[A-Z ]+-----|\s/g, '');
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'test-issuer',
    sub: ADA.username,
    aud: 'test-registry',
    exp: now + 300,
    nbf: now - 60,
    iat: now - 60,
    jti: createHash('sha256').update(`${scope} ${now}`).digest('hex'),
    access: [{ type, name, actions: actions.split(',') }],
  };
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${encode({ typ: 'JWT', alg: 'RS256', x5c: [pem] })}.${encode(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), readFileSync(key)).toString('base64url')}`;
}

/** Starts a server, which ends with the test. Answers its URL, without a slash. */
export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a server that listens on TCP has one
}

/** A folder with Docker's file, in which ada is known to a registry. */
export function dockerConfig(host: string, { username, password } = ADA): string {
  const dir = temporary();
  mkdirSync(dir, { recursive: true });
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  writeFileSync(join(dir, 'config.json'), JSON.stringify({ auths: { [host]: { auth } } }));
  return dir;
}

function temporary(): string {
  const dir = mkdtempSync(join(tmpdir(), 'airssys-registry-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // as above
  await new Promise((resolve) => server.close(resolve));
  return port;
}
