import {
  kernelOf,
  polarisedInterfacesModule,
  polarisedPairsModule,
  polarisedRealModule,
  polarisedWavesModule,
} from '@operando/numerics/kernels';
import type { KernelChoice } from '@operando/numerics';
import { leastSquare } from './parratt-constants.js';
import { packedWidth } from './polarised-widths.js';

/** Reflectivities at each Q: up to up, down to up, up to down, down to down. */
export type SpinReflectivities = readonly [pp: Float64Array, mp: Float64Array, pm: Float64Array, mm: Float64Array];

/** Doubles of a layer and two Q, of waves and of pairs, and those of a block, which stays in cache; those of an interface that are overwritten. */
const kept = 16;
const paired = 32;
const inCache = 8192;
const room = 32;
/** Q that go through the kernel of real waves at a time. */
const realBlock = 512;
/** How much further than the highest edge, in parts, a Q / 2 squared is above all of them. */
const clear = 1e-9;

/** From what Q squared on every wave is real: none where a layer absorbs. */
export function realFrom(packed: Float64Array, count: number): number {
  let highest = 0;
  for (let j = 1; j < count; j++) {
    const at = packedWidth * j;
    if (packed[at + 2] !== 0) return Infinity;
    highest = Math.max(highest, packed[at]!, packed[at + 1]!);
  }
  return 4 * Math.max(leastSquare, highest * (1 + clear));
}

/** One block of Q through kernels: from where they are in memory to reflectivities behind one another. */
interface BlockRunner {
  readonly doubles: Float64Array;
  /** Places in doubles. */
  readonly qAt: number;
  readonly outAt: number;
  readonly block: number;
  readonly run: (size: number) => void;
}

function goThrough(
  { doubles, qAt, outAt, block, run }: BlockRunner,
  q: Float64Array,
  begin: number,
  end: number,
  out: SpinReflectivities,
): void {
  for (let from = begin; from < end; from += block) {
    const size = Math.min(block, end - from);
    doubles.set(q.subarray(from, from + size), qAt);
    // Kernels take two at a time.
    if (size % 2 === 1) doubles[qAt + size] = doubles[qAt + size - 1]!;
    run(size);
    for (let k = 0; k < 4; k++) {
      const at = outAt + k * block;
      out[k]!.set(doubles.subarray(at, at + size), from);
    }
  }
}

/** Packed layers with an even number of doubles. */
const packedSizeOf = (packed: Float64Array): number => packed.length + (packed.length % 2);

/**
 * Reflectivities of a run of Q where every wave is real.
 *
 * @returns Whether the kernel runs.
 */
export function realWaves(
  q: Float64Array,
  [begin, end]: readonly [number, number],
  packed: Float64Array,
  count: number,
  out: SpinReflectivities,
  choice: KernelChoice | undefined,
): boolean {
  const real = kernelOf(polarisedRealModule, choice);
  const packedSize = packedSizeOf(packed);
  if (real === undefined || packedSize + room + 5 * realBlock > real.space.scratchSize) return false;
  const { doubles, scratch } = real.space;
  const roomAt = scratch / 8;
  const packedAt = roomAt + room;
  const qAt = packedAt + packedSize;
  const outAt = qAt + realBlock;
  doubles.set(packed, packedAt);
  const run = (size: number): void =>
    real.run.polarisedReal(size, 8 * qAt, count, 8 * packedAt, 8 * roomAt, 8 * outAt, 8 * realBlock);
  goThrough({ doubles, qAt, outAt, block: realBlock, run }, q, begin, end, out);
  return true;
}

/**
 * Reflectivities of a run of Q by waves that may decay.
 *
 * @returns Whether the kernels run.
 */
export function decayingWaves(
  q: Float64Array,
  [begin, end]: readonly [number, number],
  packed: Float64Array,
  count: number,
  out: SpinReflectivities,
  choice: KernelChoice | undefined,
): boolean {
  const waves = kernelOf(polarisedWavesModule, choice);
  const pairs = kernelOf(polarisedPairsModule, choice);
  const interfaces = kernelOf(polarisedInterfacesModule, choice);
  // An even number of Q.
  const block = 2 * Math.max(1, Math.floor(inCache / ((kept + paired) * count)));
  const workSize = (block / 2) * kept * count;
  const pairsSize = (block / 2) * paired * count;
  const packedSize = packedSizeOf(packed);
  if (
    waves === undefined ||
    pairs === undefined ||
    interfaces === undefined ||
    packedSize + room + 5 * block + workSize + pairsSize > waves.space.scratchSize
  )
    return false;
  const { doubles, scratch } = waves.space;
  const roomAt = scratch / 8;
  const packedAt = roomAt + room;
  const qAt = packedAt + packedSize;
  const outAt = qAt + block;
  const workAt = outAt + 4 * block;
  const pairsAt = workAt + workSize;
  doubles.set(packed, packedAt);
  const run = (size: number): void => {
    waves.run.polarisedWaves(size, 8 * qAt, count, 8 * packedAt, 8 * workAt);
    pairs.run.polarisedPairs(size, count, 8 * packedAt, 8 * workAt, 8 * pairsAt, 8 * roomAt);
    interfaces.run.polarisedReflectivities(
      size,
      8 * qAt,
      count,
      8 * packedAt,
      8 * workAt,
      8 * pairsAt,
      8 * roomAt,
      8 * outAt,
      8 * block,
    );
  };
  goThrough({ doubles, qAt, outAt, block, run }, q, begin, end, out);
  return true;
}
