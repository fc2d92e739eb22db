import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What a request may ask of a live page. */
export interface Allowed {
  readonly port: number;
  readonly token: string;
}

/** Whether two texts are the same, in a time that does not tell how far they are. */
function isSameText(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * The status with which a request is refused; 0 for one that may be answered. Pages of other origins, also those whose name leads here,
 * are not answered, nor is anyone who does not know the token of the address.
 */
export function refusal({ method, headers, url = '' }: IncomingMessage, { port, token }: Allowed): number {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (headers.host === undefined || !hosts.includes(headers.host)) return 403;
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) return 403;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 403;
  if (method !== 'GET' && method !== 'HEAD') return 405;
  const given = url.slice(1, 1 + token.length);
  return url.startsWith('/') && isSameText(given, token) && url[1 + token.length] === '/' ? 0 : 404;
}
