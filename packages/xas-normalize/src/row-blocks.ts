import { kernelOf, normalizeRowModule } from '@operando/numerics/kernels';
import type { Kernel, KernelChoice, NormalizeRow } from '@operando/numerics/kernels';

/** Rows that are worked on together: where they lie, all three at the same places. */
export interface RowBlock {
  /** First row of the stack, and one past the last. */
  readonly from: number;
  readonly to: number;
  readonly mu: Float64Array;
  readonly norm: Float64Array;
  readonly flat: Float64Array;
  /** The kernel in whose memory they lie, and addresses of the three in bytes. */
  readonly inKernel?: {
    readonly kernel: Kernel<NormalizeRow>;
    readonly mu: number;
    readonly norm: number;
    readonly flat: number;
  };
}

/** Doubles of each array that stay in cache together. */
const blockSize = 6144;

/** A stack and where its results go. */
interface Stack {
  readonly mu: Float64Array;
  readonly norm: Float64Array;
  readonly flat: Float64Array;
}

/** Rows that are worth the way through the memory of a kernel. */
const fewest = 4;

/**
 * Work on a stack block by block: in the memory of kernels, from where each block of results is copied, or all of it where it is.
 *
 * @param choice Kernels are for rows that get both norm and flat. @default 'auto'
 */
export function forBlocks(
  { mu, norm, flat }: Stack,
  points: number,
  work: (block: RowBlock) => void,
  choice: KernelChoice = 'auto',
): void {
  const rows = mu.length / points;
  const height = Math.max(1, Math.floor(blockSize / points));
  const size = height * points + ((height * points) % 2);
  const kernel = flat === norm || rows < fewest ? undefined : kernelOf(normalizeRowModule, choice);
  if (kernel === undefined || 3 * size > kernel.space.scratchSize) {
    work({ from: 0, to: rows, mu, norm, flat });
    return;
  }
  const { doubles, scratch } = kernel.space;
  const at = scratch / 8;
  const [ownMu, ownNorm, ownFlat] = [0, 1, 2].map((k) => doubles.subarray(at + k * size, at + (k + 1) * size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const inKernel = { kernel, mu: scratch, norm: scratch + 8 * size, flat: scratch + 16 * size };
  for (let from = 0; from < rows; from += height) {
    const to = Math.min(rows, from + height);
    const length = (to - from) * points;
    ownMu.set(mu.subarray(from * points, to * points));
    work({ from, to, mu: ownMu, norm: ownNorm, flat: ownFlat, inKernel });
    norm.set(ownNorm.subarray(0, length), from * points);
    flat.set(ownFlat.subarray(0, length), from * points);
  }
}
