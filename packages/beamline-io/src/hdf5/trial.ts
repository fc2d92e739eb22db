import { Worker } from 'node:worker_threads';
import { isStale } from './left-open.js';
import type { FileState, LeftOpen } from './left-open.js';

/** Groups and datasets that are listed of a file, and how deep. */
export const mostNodes = 20_000;
export const deepest = 30;

/**
 * Goes through a file as its readers will: groups, attributes, short texts. As text, since it must run from sources and from the
 * published package alike. The library speaks of damage on the console; a thread whose words had to be passed on would keep the
 * program alive.
 */
const script = `
const { parentPort, workerData } = require('node:worker_threads');
const { address, mostNodes, deepest } = workerData;
for (const name of ['log', 'warn', 'error']) console[name] = () => {};
const ready = import(address).then(async (h5wasm) => {
  const module = await h5wasm.ready;
  module.activate_throwing_error_handler();
  return h5wasm;
});
let failed = false;
const quietly = (work) => { try { work(); } catch { failed = true; } };
parentPort.on('message', async (path) => {
  const h5wasm = await ready;
  let nodes = 0;
  failed = false;
  const look = (entity) => {
    for (const name of Object.keys(entity.attrs).slice(0, 500)) quietly(() => entity.attrs[name].value);
    if (entity instanceof h5wasm.Dataset && entity.metadata.type === 3 && entity.metadata.total_size < 100000) quietly(() => entity.value);
  };
  const walk = (file, group, depth) => {
    const entity = file.get(group === '' ? '/' : group);
    look(entity);
    if (!(entity instanceof h5wasm.Group) || depth > deepest) return;
    for (const name of entity.keys()) {
      if (++nodes > mostNodes) return;
      const at = group + '/' + name;
      quietly(() => {
        if (file.get_link(at) || file.get_external_link(at).filename) return;
        walk(file, at, depth + 1);
      });
    }
  };
  quietly(() => {
    const file = new h5wasm.File(path, 'r');
    quietly(() => walk(file, '', 0));
    file.close();
  });
  parentPort.postMessage({ failed });
});
`;

/** Failures after which the thread is made anew: each leaves some memory behind in the library. */
const mostFailures = 100;

interface Trial {
  readonly thread: Worker;
  failures: number;
  readonly leftOpen: LeftOpen;
  /** One file at a time. */
  turn: Promise<unknown>;
}

/** The thread that is kept, since making one takes longer than a trial. */
let current: Trial | undefined;

function trial(): Trial {
  if (current !== undefined) return current;
  // Options of the program itself, such as --input-type, would be taken for the script's.
  const thread = new Worker(script, { eval: true, workerData: { address: import.meta.resolve('h5wasm/node'), mostNodes, deepest }, execArgv: [] });
  // It must not keep the program alive.
  thread.unref();
  current = { thread, failures: 0, leftOpen: new Map(), turn: Promise.resolve() };
  return current;
}

function discard(used: Trial): void {
  if (current === used) current = undefined;
  void used.thread.terminate();
}

function tryOnce(used: Trial, path: string, { file, version }: FileState, seconds: number): Promise<boolean> {
  const { thread, leftOpen } = used;
  return new Promise((resolve) => {
    thread.ref();
    const end = (inTime: boolean, failed: boolean): void => {
      clearTimeout(watch);
      thread.removeAllListeners('message');
      thread.removeAllListeners('error');
      thread.unref();
      if (failed) {
        used.failures++;
        leftOpen.set(file, version);
      }
      if (!inTime || used.failures >= mostFailures) discard(used);
      resolve(inTime);
    };
    const watch = setTimeout(() => end(false, true), 1000 * seconds);
    thread.on('message', ({ failed }: { readonly failed: boolean }) => end(true, failed));
    // A thread that died says nothing of the file: reading it in earnest will.
    thread.on('error', () => {
      discard(used);
      end(true, true);
    });
    thread.postMessage(path, []);
  });
}

/**
 * Whether a file's structure can be gone through in time. HDF5 goes round in circles in some damaged files, and a circle can only
 * be left from outside: so this is tried in a thread of its own first. A file is given up only by a thread that no damaged one
 * went through before, since what those leave behind can lead a sound file astray.
 */
export async function hdf5Ends(path: string, state: FileState, seconds: number): Promise<boolean> {
  const used = trial();
  const turn = used.turn.then(async () => {
    if (isStale(used.leftOpen, state)) discard(used);
    if (current !== used) return hdf5Ends(path, state, seconds);
    const fresh = used.failures === 0;
    return (await tryOnce(used, path, state, seconds)) || (!fresh && (await hdf5Ends(path, state, seconds)));
  });
  used.turn = turn.catch(() => undefined);
  return turn;
}
