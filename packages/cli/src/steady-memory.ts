import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Has V8 collect garbage sooner. On a machine with much memory it lets four times what is alive pile up first, and arrays outside its
 * heap with it: of series that go by in blocks that is more than the series ever needs. Beside what is alive, six tenths of it
 * may be garbage; up to a tenth more time. Only a process of its own may do so, which a library has none of.
 */
export function keepMemorySteady(): void {
  setFlagsFromString('--heap-growing-percent=60');
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** Below so many bytes nobody misses what is not given back. */
const little = 128 * 1024 * 1024;
let collect: (() => void) | undefined;

/**
 * Gives back what is no longer needed, in a process that has become large: of pictures V8 knows the smallest part, and lets several
 * pile up. Only for a process of its own, as above.
 */
export async function releaseMemory(): Promise<void> {
  if (process.memoryUsage.rss() < little) return;
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  // What is outside the heap is freed in a turn of its own.
  await new Promise((resolve) => setImmediate(resolve));
}
