import type { KernelChoice } from '@operando/numerics';
import { kernelOf, reflectivityKeepingModule, reflectivitySlopesModule } from '@operando/numerics/kernels';
import { gradientWorkspace, reflectivityGradient } from './parratt-gradient.js';
import { packSlabs } from './slab-table.js';
import type { SlabTable } from './slab-table.js';

/** Doubles that are kept for each layer and two Q, and those of a block, which stays in cache. */
const kept = 24;
const inCache = 8192;

/** Derivatives of a few Q: row-major from a place on, [size x 4 layers]. They are overwritten afterwards. */
export interface GradientRows {
  /** The first Q of them, and their number. */
  readonly from: number;
  readonly size: number;
  readonly rows: Float64Array;
  readonly rowsAt: number;
}

/**
 * {@link reflectivityGradient} by kernels where they run; both differ by rounding, and what comes of a Q does not depend on the others.
 *
 * @param out |r|^2 at each Q.
 * @param use Takes the derivatives, block by block in order of Q.
 */
export function gradientBlocks(
  q: Float64Array,
  layers: SlabTable,
  out: Float64Array,
  choice: KernelChoice | undefined,
  use: (rows: GradientRows) => void,
): void {
  const { count } = layers;
  const packed = packSlabs(layers);
  const keeping = kernelOf(reflectivityKeepingModule, choice);
  const slopes = kernelOf(reflectivitySlopesModule, choice);
  const wide = 4 * count;
  // An even number of Q, whose amplitudes and rows lie together in cache.
  const block = 2 * Math.max(1, Math.floor(inCache / (kept * count + 2 * wide)));
  const workSize = (block / 2) * kept * count;
  if (
    keeping === undefined ||
    slopes === undefined ||
    6 * count + 2 * block + workSize + block * wide > keeping.space.scratchSize
  ) {
    const work = gradientWorkspace(count);
    const rows = new Float64Array(Math.min(block, q.length) * wide);
    for (let from = 0; from < q.length; from += block) {
      const size = Math.min(block, q.length - from);
      const [own, to] = [q.subarray(from, from + size), out.subarray(from, from + size)];
      reflectivityGradient(own, size, layers, packed, to, rows, work);
      use({ from, size, rows, rowsAt: 0 });
    }
    return;
  }
  const { doubles, scratch } = keeping.space;
  const packedAt = scratch / 8;
  const layersAt = packedAt + wide;
  const qAt = layersAt + 2 * count;
  const outAt = qAt + block;
  const workAt = outAt + block;
  const rowsAt = workAt + workSize;
  doubles.set(packed, packedAt);
  for (let j = 0; j < count; j++) {
    doubles[layersAt + 2 * j] = 4 * layers.roughness[j]!;
    doubles[layersAt + 2 * j + 1] = layers.isld[j]! < 0 ? -1 : 1;
  }
  for (let from = 0; from < q.length; from += block) {
    const size = Math.min(block, q.length - from);
    doubles.set(q.subarray(from, from + size), qAt);
    // The kernels take two at a time.
    if (size % 2 === 1) doubles[qAt + size] = doubles[qAt + size - 1]!;
    keeping.run.reflectKeeping(size, 8 * qAt, count, scratch, 8 * workAt, 8 * outAt);
    slopes.run.reflectSlopes(size, 8 * qAt, count, scratch, 8 * layersAt, 8 * workAt, 8 * rowsAt);
    out.set(doubles.subarray(outAt, outAt + size), from);
    use({ from, size, rows: doubles, rowsAt });
  }
}

/** All derivatives. @param gradient Row-major [q x 4 layers], as {@link reflectivityGradient} has them. */
export function gradientInto(
  q: Float64Array,
  layers: SlabTable,
  out: Float64Array,
  gradient: Float64Array,
  choice: KernelChoice | undefined,
): void {
  const wide = 4 * layers.count;
  gradientBlocks(q, layers, out, choice, ({ from, size, rows, rowsAt }) => {
    gradient.set(rows.subarray(rowsAt, rowsAt + size * wide), from * wide);
  });
}
