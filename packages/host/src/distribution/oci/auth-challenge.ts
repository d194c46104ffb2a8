/** What a registry asks of who asks it (RFC 9110, "WWW-Authenticate"). */
export interface Challenge {
  readonly scheme: 'basic' | 'bearer';
  /** Of `bearer`: where a token is to be had, and for which service. */
  readonly realm: string | undefined;
  readonly service: string | undefined;
}

const PARAMETER = /([a-z_]+)="((?:[^"\\]|\\.)*)"/gi;

/** Undefined where it is none that is known. */
export function parseChallenge(header: string): Challenge | undefined {
  const scheme = /^\s*(basic|bearer)\b/i.exec(header)?.[1]?.toLowerCase();
  if (scheme !== 'basic' && scheme !== 'bearer') return undefined;
  const parameters = new Map(
    [...header.matchAll(PARAMETER)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value.replaceAll(/\\(.)/g, '$1'),
    ]),
  );
  return { scheme, realm: parameters.get('realm'), service: parameters.get('service') };
}
