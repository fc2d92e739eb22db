import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OperandoError } from '@operando/core';
import type { Result } from '@operando/core';
import { pageContent } from '../page-content.js';
import type { ReportOptions } from '../page-content.js';
import { pageDocument } from '../page-document.js';
import { createEventStreams } from './event-streams.js';
import { refusal } from './is-allowed.js';
import { liveId, streamName } from './live-message.js';
import type { LiveMessage, LiveStatus } from './live-message.js';

/** Options of {@link openLivePage}. */
export interface LivePageOptions extends ReportOptions {
  /** Port of this machine. @default one that is free */
  readonly port?: number | undefined;
}

/** A page that changes while it is looked at. */
export interface LivePage {
  /** Where it is. It holds a secret: whoever knows it, and works on this machine, can look. */
  readonly address: string;
  /** Show other results. */
  show(this: void, results: Result | readonly Result[], status: LiveStatus): void;
  /** Tell how it goes on. */
  tell(this: void, status: LiveStatus): void;
  /** Tell that nothing more will come, and close it. */
  close(this: void, status?: LiveStatus): Promise<void>;
}

/** Streams at once: browsers have one for all their pages. */
const mostStreams = 32;

/** What every answer says of itself. */
const headers: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * Serve a page of results on this machine alone (127.0.0.1), at an address that nobody can guess, and push what changes to whoever
 * looks at it (server-sent events). A reader who is slow gets the newest results and none between.
 *
 * @throws OperandoError `invalid-argument` for what is no port, `file-access` for one that is taken.
 */
export async function openLivePage({ port, ...options }: LivePageOptions = {}): Promise<LivePage> {
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new OperandoError('invalid-argument', `there is no port ${port}.`, {
      where: { parameter: 'port' },
      cure: 'It is a whole number from 1024 to 65535; without one a port that is free is taken.',
    });
  const token = randomBytes(24).toString('base64url');
  const streams = createEventStreams();
  const held = [`<script type="application/json" id="${liveId}">{}</script>`];
  const document = pageDocument(options.title ?? 'Live', held, "'self'");
  let last: LiveStatus = { line: '', notes: [] };
  let id = 0;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { url = '', method } = request;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const path = url.slice(2 + token.length);
    const refused = refusal(request, { port: (server.address() as AddressInfo).port, token });
    if (refused !== 0) response.writeHead(refused).end();
    else if (path === '') {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end(method === 'HEAD' ? undefined : document);
    } else if (path !== streamName || method === 'HEAD') response.writeHead(404).end();
    else if (streams.count >= mostStreams) response.writeHead(503).end();
    else streams.open(response, Number(request.headers['last-event-id']) || undefined);
  };
  const server = createServer(answer);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new OperandoError('file-access', `no page can be served at port ${port ?? 0} of this machine.`, {
          where: { parameter: 'port' },
          cure: 'Give another port, or none for one that is free.',
          cause,
        }),
      ),
    );
    server.listen(port ?? 0, '127.0.0.1', resolve);
  });
  const send = (status: LiveStatus, more: Pick<LiveMessage, 'page' | 'isEnded'>): void => {
    last = status;
    streams.send({ id: ++id, status, at: Date.now(), ...more });
  };
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    show: (results, status) => send(status, { page: pageContent(results, options, true) }),
    tell: (status) => send(status, {}),
    async close(status = last) {
      send(status, { isEnded: true });
      streams.end();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        // A reader who never takes what was sent would keep it open.
        setTimeout(() => server.closeAllConnections(), 300);
      });
    },
  };
}
