import { streamName } from '../src/live/live-message.js';
import type { LiveMessage } from '../src/live/live-message.js';

/** Takes what a live page is told. */
export interface Receiver {
  take(this: void, message: LiveMessage): void;
  connected(this: void, isConnected: boolean): void;
}

/** What tabs of one page say to each other. */
type TabWords = { readonly kind: 'new tab' } | { readonly kind: 'told'; readonly message: LiveMessage };

/**
 * Receive messages. Of several tabs with the same page one has the stream, and tells the others: browsers open no more than six
 * connections to one place. When it is closed, the next takes its part.
 */
export function receiveMessages({ take, connected }: Receiver): void {
  const name = `operando ${location.pathname}`;
  const channel = new BroadcastChannel(name);
  let lastPage: LiveMessage | undefined;
  let id = 0;
  const told = (message: LiveMessage): void => {
    if (message.id <= id) return;
    id = message.id;
    if (message.page !== undefined) lastPage = message;
    take(message);
  };
  let isFirst = false;
  let hasOthers = false;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- channels have none: they reach their own origin alone.
  const say = (words: TabWords): void => channel.postMessage(words);
  channel.addEventListener('message', ({ data }: MessageEvent<TabWords>) => {
    if (data.kind === 'told') return told(data.message);
    hasOthers = true;
    if (isFirst && lastPage !== undefined) say({ kind: 'told', message: lastPage });
  });
  const stream = (): Promise<void> => {
    isFirst = true;
    return new Promise((done) => {
      const source = new EventSource(streamName);
      source.addEventListener('open', () => connected(true));
      source.addEventListener('error', () => connected(false));
      source.addEventListener('message', ({ data }: MessageEvent<string>) => {
        const message = JSON.parse(data) as LiveMessage;
        told(message);
        if (hasOthers) say({ kind: 'told', message });
        if (message.isEnded !== true) return;
        source.close();
        done();
      });
    });
  };
  void navigator.locks.request(name, stream);
  say({ kind: 'new tab' });
}
