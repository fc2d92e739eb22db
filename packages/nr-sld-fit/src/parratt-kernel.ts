import { kernelOf, reflectivityAbsorbingModule, reflectivityRealModule } from '@operando/numerics/kernels';
import type { KernelChoice } from '@operando/numerics';
import { reflectivityComplex } from './parratt-complex.js';
import { reflectivityReal } from './parratt-real.js';

/** Q that go through the memory of the kernels at a time, an even number. */
const block = 4096;

/**
 * |r|^2 of packed layers at each Q, by the kernel where it runs. It differs from the plain loops by rounding, since its exponentials
 * are its own; what comes of a Q does not depend on the others.
 */
export function parrattInto(
  q: Float64Array,
  points: number,
  packed: Float64Array,
  count: number,
  out: Float64Array,
  choice: KernelChoice | undefined,
): void {
  let absorbs = false;
  for (let j = 1; j < count; j++) if (packed[4 * j + 1] !== 0) absorbs = true;
  const absorbing = absorbs ? kernelOf(reflectivityAbsorbingModule, choice) : undefined;
  const real = absorbs ? undefined : kernelOf(reflectivityRealModule, choice);
  const { space } = absorbing ?? real ?? {};
  if (space === undefined || 4 * count + 2 * block > space.scratchSize) {
    (absorbs ? reflectivityComplex : reflectivityReal)(q, points, packed, count, out);
    return;
  }
  const { doubles, scratch } = space;
  const layersAt = scratch + 16 * block;
  doubles.set(count * 4 === packed.length ? packed : packed.subarray(0, 4 * count), layersAt / 8);
  for (let from = 0; from < points; from += block) {
    const size = Math.min(block, points - from);
    const at = scratch / 8;
    doubles.set(size === q.length ? q : q.subarray(from, from + size), at);
    // The kernel takes two at a time.
    if (size % 2 === 1) doubles[at + size] = doubles[at + size - 1]!;
    const to = at + block;
    if (absorbing !== undefined) absorbing.run.reflectAbsorbing(size, scratch, count, layersAt, 8 * to);
    else real!.run.reflectReal(size, scratch, count, layersAt, 8 * to);
    out.set(doubles.subarray(to, to + size), from);
  }
}
