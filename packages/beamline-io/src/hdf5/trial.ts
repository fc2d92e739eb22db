import { Worker } from 'node:worker_threads';

/**
 * Goes through a file as its readers will: groups, attributes, short texts. As text, since it must run from sources and from the
 * published package alike.
 */
const script = `
const { parentPort, workerData } = require('node:worker_threads');
const ready = import(workerData.library).then(async (h5wasm) => {
  const module = await h5wasm.ready;
  module.activate_throwing_error_handler();
  return h5wasm;
});
const quietly = (work) => { try { work(); } catch {} };
parentPort.on('message', async (path) => {
  const h5wasm = await ready;
  let nodes = 0;
  let failed = false;
  const look = (entity) => {
    for (const name of Object.keys(entity.attrs).slice(0, 500)) quietly(() => entity.attrs[name].value);
    if (entity instanceof h5wasm.Dataset && entity.metadata.type === 3 && entity.metadata.total_size < 100000) quietly(() => entity.value);
  };
  const walk = (file, group, depth) => {
    const entity = file.get(group === '' ? '/' : group);
    look(entity);
    if (!(entity instanceof h5wasm.Group) || depth > 30) return;
    for (const name of entity.keys()) {
      if (++nodes > 20000) return;
      const at = group + '/' + name;
      quietly(() => {
        if (file.get_link(at) || file.get_external_link(at).filename) return;
        walk(file, at, depth + 1);
      });
    }
  };
  try {
    const file = new h5wasm.File(path, 'r');
    quietly(() => walk(file, '', 0));
    file.close();
  } catch { failed = true; }
  parentPort.postMessage({ failed });
});
`;

/** Failures after which the thread is made anew: each leaves some memory behind in the library. */
const mostFailures = 100;

interface Trial {
  readonly thread: Worker;
  failures: number;
  /** One file at a time. */
  turn: Promise<unknown>;
}

/** The thread that is kept, since making one takes longer than a trial. */
let current: Trial | undefined;

function trial(): Trial {
  if (current !== undefined) return current;
  const thread = new Worker(script, { eval: true, workerData: { library: import.meta.resolve('h5wasm/node') }, stdout: true, stderr: true });
  // It must not keep the program alive.
  thread.unref();
  current = { thread, failures: 0, turn: Promise.resolve() };
  return current;
}

function discard(used: Trial): void {
  if (current === used) current = undefined;
  void used.thread.terminate();
}

function tryOnce(used: Trial, path: string, seconds: number): Promise<boolean> {
  const { thread } = used;
  return new Promise((resolve) => {
    thread.ref();
    const end = (inTime: boolean, failed: boolean): void => {
      clearTimeout(watch);
      thread.removeAllListeners('message');
      thread.removeAllListeners('error');
      thread.unref();
      if (failed) used.failures++;
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
 * be left from outside: so this is tried in a thread of its own first.
 */
export async function hdf5Ends(path: string, seconds: number): Promise<boolean> {
  const used = trial();
  const turn = used.turn.then(() => (current === used ? tryOnce(used, path, seconds) : hdf5Ends(path, seconds)));
  used.turn = turn.catch(() => undefined);
  return turn;
}
