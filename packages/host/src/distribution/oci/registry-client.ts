/** Requests to one repository of an OCI registry (OCI distribution specification 1.1), with what it asks of whoever asks. */
import { AirssysError } from '@airssys/model';
import {
  isLoopback,
  readAnswer,
  shownUrl,
  transfer,
  type TransferOptions,
  type TransferRequest,
} from '../http-transfer.ts';
import { type Challenge, parseChallenge } from './auth-challenge.ts';
import type { OciReference } from './oci-reference.ts';
import {
  credentialsFor,
  CREDENTIALS_HINT,
  type Environment,
  type RegistryCredentials,
} from './registry-credentials.ts';

/** How a registry is asked, and by whom. */
export interface RegistryOptions extends TransferOptions {
  /** Where credentials are named, and where Docker's file is. Default: the process's environment. */
  readonly env?: Environment | undefined;
}

const MAX_TOKEN_BYTES = 256 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;

export class RegistryClient {
  readonly #reference: OciReference;
  readonly #base: URL;
  readonly #options: RegistryOptions;
  readonly #scope: string;
  #authorization: string | undefined;

  constructor(reference: OciReference, options: RegistryOptions, actions: 'pull' | 'pull,push') {
    this.#reference = reference;
    this.#options = options;
    this.#scope = `repository:${reference.repository}:${actions}`;
    const secured = new URL(`https://${reference.registry}/v2/${reference.repository}/`);
    const plain = new URL(`http://${reference.registry}/v2/${reference.repository}/`);
    // A registry on this machine has no certificate; Docker takes them so, too.
    this.#base = isLoopback(secured) || options.insecure === true ? plain : secured;
  }

  /**
   * Asks the registry, with credentials where it demands some.
   *
   * @param path Within the repository, or a URL that the registry has answered.
   * @throws AirssysError `AIRSSYS_SOURCE_DENIED`, `AIRSSYS_SOURCE_NOT_FOUND`, `AIRSSYS_SOURCE_UNREACHABLE`, `AIRSSYS_SOURCE_INVALID`
   *   for any other status than the accepted ones.
   */
  async ask(path: string, request: TransferRequest, accepted: readonly number[]): Promise<Response> {
    const url = new URL(path, this.#base);
    let response = await this.#send(url, request);
    if (response.status === 401 && url.origin === this.#base.origin) {
      await response.body?.cancel();
      this.#authorization = await this.#authorize(parseChallenge(response.headers.get('www-authenticate') ?? ''));
      response = await this.#send(url, request);
    }
    if (accepted.includes(response.status)) return response;
    throw await this.#refusal(url, response);
  }

  /** INVARIANT: a registry's credentials and tokens go to the registry, not to where it sends requests. */
  async #send(url: URL, request: TransferRequest): Promise<Response> {
    const authorization = url.origin === this.#base.origin ? this.#authorization : undefined;
    return await transfer(url, { ...request, authorization }, this.#options);
  }

  async #authorize(challenge: Challenge | undefined): Promise<string | undefined> {
    const { registry } = this.#reference;
    const credentials = await credentialsFor(registry, this.#options.env ?? process.env);
    if (challenge?.scheme === 'bearer') return `Bearer ${await this.#fetchToken(challenge, credentials)}`;
    return challenge?.scheme === 'basic' && credentials ? basic(credentials) : undefined;
  }

  /**
   * Docker's token authentication: the realm gives a token for the repository, to whom it knows, or to anybody. It is the only other place
   * that sees credentials: the registry trusts it to know whose they are.
   */
  async #fetchToken({ realm, service }: Challenge, credentials: RegistryCredentials | undefined): Promise<string> {
    const url = URL.parse(realm ?? '');
    if (url === null) throw this.#denied('names no place where a token is to be had');
    if (service !== undefined) url.searchParams.set('service', service);
    url.searchParams.set('scope', this.#scope);
    const authorization = credentials && basic(credentials);
    const response = await transfer(url, { authorization }, this.#options);
    if (response.status !== 200) {
      await response.body?.cancel();
      throw this.#denied(`gives no token: ${shownUrl(url)} answers ${response.status}`);
    }
    const name = `the token of ${url.host}`;
    const bytes = await readAnswer(response, { maxBytes: MAX_TOKEN_BYTES, name, signal: this.#options.signal });
    const token = tokenIn(Buffer.from(bytes).toString('utf8'));
    if (token === undefined) throw this.#denied(`gives no token: ${shownUrl(url)} answers something else`);
    return token;
  }

  async #refusal(url: URL, response: Response): Promise<AirssysError> {
    const { status } = response;
    const { registry, repository } = this.#reference;
    if (status === 401 || status === 403) {
      await response.body?.cancel();
      return this.#denied(this.#authorization === undefined ? 'wants to know who asks' : 'does not allow it');
    }
    if (status === 404) {
      await response.body?.cancel();
      return new AirssysError('AIRSSYS_SOURCE_NOT_FOUND', `${registry} has no ${url.pathname.replace(/^\/v2\//, '')}`, {
        hint: `See that ${repository} and its tag are spelled right, and that it was published there.`,
        data: { registry, repository, status },
      });
    }
    const bytes = await readAnswer(response, { maxBytes: MAX_ERROR_BYTES, name: 'the answer' });
    const words = Buffer.from(bytes).toString('utf8').slice(0, 200);
    return new AirssysError('AIRSSYS_SOURCE_INVALID', `${registry} answers ${status} for ${url.pathname}: ${words}`, {
      hint: 'The registry may not take artifacts of WebAssembly, or is none.',
      data: { registry, repository, status },
    });
  }

  #denied(what: string): AirssysError {
    const { registry, repository } = this.#reference;
    return new AirssysError('AIRSSYS_SOURCE_DENIED', `${registry} ${what}, for ${repository}`, {
      hint: CREDENTIALS_HINT,
      data: { registry, repository },
    });
  }
}

const basic = ({ username, password }: RegistryCredentials): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

function tokenIn(text: string): string | undefined {
  try {
    const { token, access_token: other } = JSON.parse(text) as Readonly<Record<string, unknown>>; // checked below
    const found = token ?? other;
    return typeof found === 'string' && /^[\w.~+/=-]+$/.test(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
