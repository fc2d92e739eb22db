import type { ServerResponse } from 'node:http';
import type { LiveMessage } from './live-message.js';

/** Streams of a live page to whoever looks at it. */
export interface EventStreams {
  /** How many there are. */
  readonly count: number;
  /** @param known Number of the last message that the other side had. */
  open(this: void, response: ServerResponse, known: number | undefined): void;
  send(this: void, message: LiveMessage): void;
  end(this: void): void;
}

/** A message as server-sent events have it. */
function eventOf(message: LiveMessage): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}

/** A stream that takes messages as fast as the other side does: of several that wait, only the newest are sent. */
class EventStream {
  readonly #response: ServerResponse;
  #isFull = false;
  #page: { readonly id: number; readonly text: string } | undefined;
  #status: { readonly id: number; readonly text: string } | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.on('drain', () => {
      this.#isFull = false;
      this.#flush();
    });
  }

  /** @param hasPage A message with something to show is not replaced by one without. */
  send(id: number, text: string, hasPage: boolean): void {
    if (hasPage) [this.#page, this.#status] = [{ id, text }, undefined];
    else this.#status = { id, text };
    this.#flush();
  }

  #flush(): void {
    for (const take of [() => this.#takePage(), () => this.#takeStatus()]) {
      if (this.#isFull) return;
      const text = take();
      if (text !== undefined) this.#isFull = !this.#response.write(text);
    }
  }

  #takePage(): string | undefined {
    const text = this.#page?.text;
    this.#page = undefined;
    return text;
  }

  #takeStatus(): string | undefined {
    const text = this.#status?.text;
    this.#status = undefined;
    return text;
  }

  end(): void {
    this.#response.end();
  }
}

/** Milliseconds after which a browser that lost its stream asks for it again. */
const retry = 500;

/** Streams that are all told the same. Who comes later is told what was told last. */
export function createEventStreams(): EventStreams {
  const streams = new Set<EventStream>();
  let page: { readonly id: number; readonly text: string } | undefined;
  let status: { readonly id: number; readonly text: string } | undefined;
  return {
    get count() {
      return streams.size;
    },
    open(response, known = 0) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
      response.write(`retry: ${retry}\n\n`);
      const stream = new EventStream(response);
      streams.add(stream);
      response.on('close', () => streams.delete(stream));
      if (page !== undefined && page.id > known) stream.send(page.id, page.text, true);
      if (status !== undefined && status.id > known) stream.send(status.id, status.text, false);
    },
    send(message) {
      const kept = { id: message.id, text: eventOf(message) };
      const hasPage = message.page !== undefined;
      if (hasPage) [page, status] = [kept, undefined];
      else status = kept;
      for (const stream of streams) stream.send(kept.id, kept.text, hasPage);
    },
    end() {
      for (const stream of streams) stream.end();
    },
  };
}
