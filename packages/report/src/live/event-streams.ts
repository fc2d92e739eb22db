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

/** A message as server-sent events have it: made when it is sent, since it is as long as all that the message holds. */
function eventOf(message: LiveMessage): string {
  return `id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`;
}

/** A stream that takes messages as fast as the other side does: of several that wait, only the newest are sent. */
class EventStream {
  readonly #response: ServerResponse;
  #isFull = false;
  #page: LiveMessage | undefined;
  #status: LiveMessage | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.on('drain', () => {
      this.#isFull = false;
      this.#flush();
    });
  }

  /** A message with something to show is not replaced by one without. */
  send(message: LiveMessage): void {
    if (message.page !== undefined) [this.#page, this.#status] = [message, undefined];
    else this.#status = message;
    this.#flush();
  }

  #flush(): void {
    for (const take of [() => this.#takePage(), () => this.#takeStatus()]) {
      if (this.#isFull) return;
      const message = take();
      if (message !== undefined) this.#isFull = !this.#response.write(eventOf(message));
    }
  }

  #takePage(): LiveMessage | undefined {
    const message = this.#page;
    this.#page = undefined;
    return message;
  }

  #takeStatus(): LiveMessage | undefined {
    const message = this.#status;
    this.#status = undefined;
    return message;
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
  let page: LiveMessage | undefined;
  let status: LiveMessage | undefined;
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
      for (const message of [page, status]) if (message !== undefined && message.id > known) stream.send(message);
    },
    send(message) {
      if (message.page !== undefined) [page, status] = [message, undefined];
      else status = message;
      for (const stream of streams) stream.send(message);
    },
    end() {
      for (const stream of streams) stream.end();
    },
  };
}
