/** Where the program of a thread lies: beside this module once it is compiled. Tests run this module as it was written. */
export const workerPlace: URL = import.meta.url.endsWith('.ts')
  ? new URL('../dist/worker.js', import.meta.url)
  : new URL('./worker.js', import.meta.url);
