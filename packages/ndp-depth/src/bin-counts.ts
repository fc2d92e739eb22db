import type { KernelChoice } from '@operando/numerics';
import { depthBinsModule, kernelOf, placeTables } from '@operando/numerics/kernels';
import type { DepthBins, Kernel, KernelTable } from '@operando/numerics/kernels';
import type { DepthRebinPlan } from './depth-rebin-plan.js';

/** Counts as doubles in bins, row by row. */
export function binDoubles(plan: DepthRebinPlan, stack: Float64Array, frames: number, out: Float64Array): void {
  const { bins, channels, range, share } = plan;
  for (let f = 0; f < frames; f++) {
    const at = f * channels;
    for (let j = 0; j < bins; j++) {
      const first = range[2 * j]!;
      const last = range[2 * j + 1]!;
      let sum = 0;
      if (last > first) {
        sum = share[2 * j]! * stack[at + first]! + share[2 * j + 1]! * stack[at + last]!;
        for (let i = at + first + 1; i < at + last; i++) sum += stack[i]!;
      } else if (last === first) sum = share[2 * j]! * stack[at + first]!;
      out[f * bins + j] = sum;
    }
  }
}

/** Counts of 16 bits in bins: by the kernel, where it runs and a frame fits, or by the plain loop, which give the same to the bit. */
export function binShorts(
  plan: DepthRebinPlan,
  stack: Uint16Array,
  frames: number,
  out: Float64Array,
  kernels?: KernelChoice,
): void {
  const kernel = frames < fewest ? undefined : kernelOf(depthBinsModule, kernels);
  if (kernel !== undefined && binByKernel(plan, spannedPlan(plan), stack, frames, out, kernel)) return;
  for (let f = 0; f < frames; f += 4) binFour(plan, stack, f, Math.min(4, frames - f), out);
}

/** Frames that are worth the way through the memory of the kernel. */
const fewest = 4;
/** Bytes of counts and bins that stay in cache together. */
const blockBytes = 1 << 17;
/** Bytes that the kernel reads behind the last frame, and some for bins to begin at a multiple of 16. */
const behind = 32;

/** What the kernel reads of a plan: the channels that belong to bins, and which of them make up each. */
interface SpannedPlan {
  readonly from: number;
  readonly to: number;
  readonly table: KernelTable;
}

const spanned = new WeakMap<DepthRebinPlan, SpannedPlan>();

/** A plan as the kernel reads it. Made once. */
function spannedPlan(plan: DepthRebinPlan): SpannedPlan {
  const known = spanned.get(plan);
  if (known !== undefined) return known;
  const { bins, channels, range, share } = plan;
  let [from, to] = [channels, 0];
  for (let j = 0; j < bins; j++) {
    if (range[2 * j + 1]! < range[2 * j]!) continue;
    from = Math.min(from, range[2 * j]!);
    to = Math.max(to, range[2 * j + 1]! + 1);
  }
  from = Math.min(from, to);
  const values = new Float64Array(3 * bins);
  const integers = new Int32Array(values.buffer);
  for (let j = 0; j < bins; j++) {
    const [first, last] = [range[2 * j]!, range[2 * j + 1]!];
    integers.set([first - from, last - from], 6 * j);
    values.set([share[2 * j]!, last === first ? 0 : share[2 * j + 1]!], 3 * j + 1);
  }
  const made = { from, to, table: { values } };
  spanned.set(plan, made);
  return made;
}

function binByKernel(
  { bins, channels }: DepthRebinPlan,
  { from, to, table }: SpannedPlan,
  stack: Uint16Array,
  frames: number,
  out: Float64Array,
  { run, space }: Kernel<DepthBins>,
): boolean {
  const span = to - from;
  const four = 4 * (2 * span + 8 * bins);
  const height = 4 * Math.floor(Math.min(8 * space.scratchSize - behind, Math.max(blockBytes, four)) / four);
  const address = height > 0 ? placeTables(space, [table]) : undefined;
  if (address === undefined) return false;
  const { scratch, memory, doubles } = space;
  const counts = new Uint16Array(memory.buffer, scratch, height * span);
  const binned = scratch + ((2 * height * span + behind) & ~15);
  for (let f = 0; f < frames; f += height) {
    const some = Math.min(height, frames - f);
    for (let k = 0; k < some; k++)
      counts.set(stack.subarray((f + k) * channels + from, (f + k) * channels + to), k * span);
    run.binCounts(Math.ceil(some / 4), span, bins, address[0]!, scratch, binned);
    out.set(doubles.subarray(binned / 8, binned / 8 + some * bins), f * bins);
  }
  return true;
}

/** Four frames at a time: what a bin needs is looked up once for all of them, and four sums run side by side. @param some Of them, where fewer are left. */
function binFour(
  { bins, channels, range, share }: DepthRebinPlan,
  stack: Uint16Array,
  f: number,
  some: number,
  out: Float64Array,
): void {
  // Where fewer are left, the last stands for those that are not.
  const [a, b, c, d] = [0, 1, 2, 3].map((k) => (f + Math.min(k, some - 1)) * channels) as [
    number,
    number,
    number,
    number,
  ];
  const [o0, o1, o2, o3] = [0, 1, 2, 3].map((k) => (f + Math.min(k, some - 1)) * bins) as [
    number,
    number,
    number,
    number,
  ];
  for (let j = 0; j < bins; j++) {
    const first = range[2 * j]!;
    const last = range[2 * j + 1]!;
    if (last < first) {
      out[o0 + j] = out[o1 + j] = out[o2 + j] = out[o3 + j] = 0;
      continue;
    }
    const one = share[2 * j]!;
    const two = last === first ? 0 : share[2 * j + 1]!;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    // Whole numbers of 16 bits add up exactly in 32.
    for (let i = first + 1; i < last; i++) {
      s0 = (s0 + stack[a + i]!) | 0;
      s1 = (s1 + stack[b + i]!) | 0;
      s2 = (s2 + stack[c + i]!) | 0;
      s3 = (s3 + stack[d + i]!) | 0;
    }
    out[o0 + j] = one * stack[a + first]! + two * stack[a + last]! + s0;
    out[o1 + j] = one * stack[b + first]! + two * stack[b + last]! + s1;
    out[o2 + j] = one * stack[c + first]! + two * stack[c + last]! + s2;
    out[o3 + j] = one * stack[d + first]! + two * stack[d + last]! + s3;
  }
}
