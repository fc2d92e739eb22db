import { createAxis, createSeries } from '@operando/core';
import type { Channel, FrameTime, FrameTimeOptions, Series } from '@operando/core';
import type { Slab } from './slab-table.js';
import { sldProfile } from './sld-profile.js';

/** Options of {@link sldSeries}. */
export interface SldSeriesOptions {
  /** Depths, angstrom below the outermost interface, increasing. @default evenly from above the first interface to below the deepest last one */
  readonly z?: ArrayLike<number> | undefined;
  /** How many depths. @default 500 */
  readonly points?: number | undefined;
  /** When each was. @default one a second */
  readonly time?: FrameTime | FrameTimeOptions | undefined;
  /** Values of each frame, by name. @default none */
  readonly channels?: Readonly<Record<string, Channel>> | undefined;
}

/** Depths that all profiles go into. */
function commonDepths(stacks: readonly (readonly Slab[])[], points: number): Float64Array {
  const deepest = Math.max(
    ...stacks.map(
      (slabs) =>
        slabs.slice(1, -1).reduce((sum, slab) => sum + (slab.thickness ?? 0), 0) + 4 * (slabs.at(-1)?.roughness ?? 0),
    ),
  );
  const highest = Math.max(...stacks.map((slabs) => 4 * (slabs[1]?.roughness ?? 0)));
  return Float64Array.from(
    { length: points },
    (_, i) => -highest - 20 + ((deepest + highest + 60) * i) / Math.max(1, points - 1),
  );
}

/**
 * SLD profiles of several stacks (frames of a series, states of a cell) on common depths, in 1e-6/angstrom^2.
 *
 * @param stacks Layers of each (`fit.curves[0].slabs`).
 * @throws OperandoError as {@link sldProfile}; `shape-mismatch` for another number of times.
 */
export function sldSeries(
  stacks: readonly (readonly Slab[])[],
  options: SldSeriesOptions = {},
): Series<'depth', 'angstrom'> {
  const { points = 500, time = { start: stacks.map((_, f) => f) }, channels } = options;
  const axis = createAxis({ name: 'depth', unit: 'angstrom', values: options.z ?? commonDepths(stacks, points) });
  const signal = new Float64Array(stacks.length * axis.size);
  stacks.forEach((slabs, f) => signal.set(sldProfile(slabs, { z: axis.values }).sld, f * axis.size));
  return createSeries({
    signal,
    axis,
    time,
    channels,
    metadata: { quantity: 'scattering length density', unit: '1e-6/angstrom^2' },
    provenance: [{ step: 'nr-sld-fit/sldSeries', options: { depths: axis.size } }],
  });
}
