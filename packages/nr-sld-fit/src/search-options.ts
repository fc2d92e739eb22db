import type { KernelChoice } from '@operando/numerics';

/** What searches for the best fit take. */
export interface SearchOptions {
  /** Starts besides the given one. @default 30 */
  readonly starts?: number | undefined;
  /** Generations of differential evolution. @default 200 */
  readonly generations?: number | undefined;
  /** @default 1 */
  readonly seed?: number | undefined;
  /** Of each local fit. @default 200 */
  readonly maximumIterations?: number | undefined;
  /** Whether the hot loops go through WebAssembly, which differs from the others by rounding. @default 'auto' */
  readonly kernels?: KernelChoice | undefined;
}
