import {
  kernelOf,
  polarisedInterfacesModule,
  polarisedPairsModule,
  polarisedWavesModule,
} from '@operando/numerics/kernels';
import type { KernelChoice } from '@operando/numerics';
import { packMagnetic, plainAmplitudes } from './parratt-polarised.js';
import type { SlabTable } from './slab-table.js';

/** Doubles of a layer and two Q, of waves and of pairs, and those of a block, which stays in cache; those of an interface that are overwritten. */
const kept = 16;
const paired = 32;
const inCache = 8192;
const room = 32;

/**
 * Amplitudes of reflection of both spins, as {@link plainAmplitudes} has them, by kernels where they run: both differ by rounding, and
 * what comes of a Q does not depend on the others.
 *
 * @param table Layers with magnetism, the fronting without.
 */
export function polarisedAmplitudes(
  q: Float64Array,
  points: number,
  table: SlabTable,
  out: Float64Array,
  choice: KernelChoice | undefined,
): void {
  const { count } = table;
  const packed = packMagnetic(table);
  const waves = kernelOf(polarisedWavesModule, choice);
  const pairs = kernelOf(polarisedPairsModule, choice);
  const interfaces = kernelOf(polarisedInterfacesModule, choice);
  // An even number of Q.
  const block = 2 * Math.max(1, Math.floor(inCache / ((kept + paired) * count)));
  const workSize = (block / 2) * kept * count;
  const pairsSize = (block / 2) * paired * count;
  const packedSize = packed.length + (packed.length % 2);
  if (
    waves === undefined ||
    pairs === undefined ||
    interfaces === undefined ||
    packedSize + room + 9 * block + workSize + pairsSize > waves.space.scratchSize
  ) {
    plainAmplitudes(q, points, packed, count, out);
    return;
  }
  const { doubles, scratch } = waves.space;
  const roomAt = scratch / 8;
  const packedAt = roomAt + room;
  const qAt = packedAt + packedSize;
  const outAt = qAt + block;
  const workAt = outAt + 8 * block;
  const pairsAt = workAt + workSize;
  doubles.set(packed, packedAt);
  for (let from = 0; from < points; from += block) {
    const size = Math.min(block, points - from);
    doubles.set(q.subarray(from, from + size), qAt);
    // The kernels take two at a time.
    if (size % 2 === 1) doubles[qAt + size] = doubles[qAt + size - 1]!;
    waves.run.polarisedWaves(size, 8 * qAt, count, 8 * packedAt, 8 * workAt);
    pairs.run.polarisedPairs(size, count, 8 * packedAt, 8 * workAt, 8 * pairsAt, 8 * roomAt);
    interfaces.run.polarisedAmplitudes(
      size,
      8 * qAt,
      count,
      8 * packedAt,
      8 * workAt,
      8 * pairsAt,
      8 * roomAt,
      8 * outAt,
    );
    out.set(doubles.subarray(outAt, outAt + 8 * size), 8 * from);
  }
}
