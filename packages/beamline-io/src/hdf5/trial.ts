import { Worker } from 'node:worker_threads';
import { expectAddressSpace } from './address-space.js';
import { isStale } from './left-open.js';
import type { FileState, LeftOpen } from './left-open.js';
import { deepest, mostNodes, mostSecondsListing } from './limits.js';
import type { SuperblockRepair } from './superblock.js';
import { mostAttributes } from './values.js';

/**
 * Goes through a file as its readers will: groups, attributes, short texts. As text, since it must run from sources and from the
 * published package alike. The library speaks of damage on the console; a thread whose words had to be passed on would keep the
 * program alive.
 */
const script = `
const { parentPort, workerData } = require('node:worker_threads');
const { address, mostNodes, deepest, mostAttributes, mostSecondsListing } = workerData;
for (const name of ['log', 'warn', 'error']) console[name] = () => {};
const ready = import(address).then(async (h5wasm) => {
  const module = await h5wasm.ready;
  module.activate_throwing_error_handler();
  // As makeSteady does it.
  for (const [name, original] of Object.entries(module)) {
    if (typeof original !== 'function' || !/^[a-z]/.test(name) || name === 'ccall' || name === 'cwrap') continue;
    module[name] = (...args) => {
      let result;
      let thrown;
      module._operandoScope = () => { try { result = original(...args); } catch (error) { thrown = { error }; } return 0; };
      module.ccall('operandoScope', 'number', ['array'], [[]]);
      if (thrown) throw thrown.error;
      return result;
    };
  }
  // It opens the file and no other, whatever that leads to.
  const { open } = h5wasm.FS;
  h5wasm.FS.open = (path, flags, ...rest) => {
    if (path !== only && (typeof flags === 'string' ? flags === 'r' : (flags & 3) === 0)) throw new h5wasm.FS.ErrnoError(44);
    return open.call(h5wasm.FS, path, flags, ...rest);
  };
  // As installRepairs does it.
  const { read } = h5wasm.FS;
  h5wasm.FS.read = (stream, buffer, offset, length, position) => {
    const from = position ?? stream.position ?? 0;
    const count = read.call(h5wasm.FS, stream, buffer, offset, length, position);
    if (repair && stream.path === only) {
      const first = Math.max(from, repair.at);
      const last = Math.min(from + count, repair.at + repair.bytes.length);
      if (last > first) buffer.set(repair.bytes.subarray(first - repair.at, last - repair.at), offset + first - from);
    }
    return count;
  };
  return h5wasm;
});
let only;
let repair;
let aborted = false;
const quietly = (work) => { try { work(); } catch (error) { aborted ||= error instanceof WebAssembly.RuntimeError; } };
const go = (h5wasm, path) => {
  let nodes = 0;
  const until = performance.now() + 1000 * mostSecondsListing;
  const look = (entity) => {
    const { attrs } = entity;
    for (const name of Object.keys(attrs).slice(0, mostAttributes)) quietly(() => attrs[name].value);
    if (entity instanceof h5wasm.Dataset && entity.metadata.type === 3 && entity.metadata.total_size < 100000) quietly(() => entity.value);
  };
  const walk = (file, group, depth) => {
    const entity = file.get(group === '' ? '/' : group);
    quietly(() => look(entity));
    if (!(entity instanceof h5wasm.Group) || depth > deepest) return;
    for (const name of entity.keys()) {
      if (++nodes > mostNodes || performance.now() > until) return;
      const at = group + '/' + name;
      quietly(() => {
        if (file.get_link(at) || file.get_external_link(at).filename) return;
        walk(file, at, depth + 1);
      });
    }
  };
  const file = new h5wasm.File(path, 'r');
  quietly(() => walk(file, '', 0));
  file.close();
};
parentPort.on('message', async ({ path, mended }) => {
  const h5wasm = await ready;
  only = path;
  repair = mended;
  quietly(() => go(h5wasm, path));
  const left = aborted || h5wasm.FS.streams.some((stream) => stream?.path === path);
  parentPort.postMessage({ left });
});
`;

/** Files left open after which the thread is made anew: each takes memory. */
const mostLeftOpen = 100;

interface Trial {
  readonly thread: Worker;
  readonly leftOpen: LeftOpen;
  /** One file at a time. */
  turn: Promise<unknown>;
}

/** The thread that is kept, since making one takes longer than a trial. */
let current: Trial | undefined;

function trial(): Trial {
  if (current !== undefined) return current;
  expectAddressSpace();
  // Options of the program itself, such as --input-type, would be taken for the script's.
  const thread = new Worker(script, {
    eval: true,
    workerData: { address: import.meta.resolve('h5wasm/node'), mostNodes, deepest, mostAttributes, mostSecondsListing },
    execArgv: [],
  });
  // It must not keep the program alive.
  thread.unref();
  current = { thread, leftOpen: new Map(), turn: Promise.resolve() };
  return current;
}

function discard(used: Trial): void {
  if (current === used) current = undefined;
  void used.thread.terminate();
}

function tryOnce(
  used: Trial,
  state: FileState,
  seconds: number,
  mended: SuperblockRepair | undefined,
): Promise<boolean> {
  const { thread, leftOpen } = used;
  return new Promise((resolve) => {
    thread.ref();
    const end = (inTime: boolean, useful: boolean): void => {
      clearTimeout(watch);
      thread.removeAllListeners('message');
      thread.removeAllListeners('error');
      thread.unref();
      if (!useful) discard(used);
      resolve(inTime);
    };
    const watch = setTimeout(() => end(false, false), 1000 * seconds);
    thread.on('message', ({ left }: { readonly left: boolean }) => {
      if (left) leftOpen.set(state.file, state);
      end(true, leftOpen.size < mostLeftOpen);
    });
    // A thread that died says nothing of the file: reading it in earnest will.
    thread.on('error', () => end(true, false));
    thread.postMessage({ path: state.path, mended }, []);
  });
}

/** Files that were gone through in time, by the state they were in: they are opened again for their frames. */
const sound = new Map<string, string>();
const mostSound = 1000;

/**
 * Whether a file's structure can be gone through in time. HDF5 goes round in circles in some damaged files, and a circle can only
 * be left from outside: so this is tried in a thread of its own first. A file is given up only by a thread in which no damaged one
 * was left open, since that can lead a sound file astray.
 * @param mended Bytes that it is read with, instead of its own.
 */
export async function hdf5Ends(
  state: FileState,
  seconds: number,
  mended: SuperblockRepair | undefined,
): Promise<boolean> {
  if (sound.get(state.file) === state.version) return true;
  const ends = await isGoneThrough(state, seconds, mended);
  if (ends) {
    if (sound.size >= mostSound) sound.clear();
    sound.set(state.file, state.version);
  }
  return ends;
}

async function isGoneThrough(
  state: FileState,
  seconds: number,
  mended: SuperblockRepair | undefined,
): Promise<boolean> {
  const used = trial();
  const turn = used.turn.then(async () => {
    if (isStale(used.leftOpen, state)) discard(used);
    if (current !== used) return isGoneThrough(state, seconds, mended);
    const fresh = used.leftOpen.size === 0;
    return (await tryOnce(used, state, seconds, mended)) || (!fresh && (await isGoneThrough(state, seconds, mended)));
  });
  used.turn = turn.catch(() => undefined);
  return turn;
}
