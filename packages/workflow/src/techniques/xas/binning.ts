import type { Binning } from '@operando/beamline-io';
import { findE0, orderSweep, rebinGrid, sweepOnGrid } from '@operando/xas-normalize';
import type { XasOptions } from './options.js';

/** Brings spectra to the grid of `--bin`; undefined without it. */
export function binningOf({ bin, e0 }: XasOptions): Binning | undefined {
  if (bin === undefined) return undefined;
  return {
    grid({ x, y }, { low, high }) {
      // Whole steps, so that a little more or less of a scan moves no point.
      const edge = e0 ?? Math.round(findE0(x, y));
      const inside = Float64Array.from([Math.ceil(low), Math.floor(high)]);
      const pre1 = 2 * Math.ceil((inside[0]! - edge) / 2);
      return rebinGrid(inside, edge, { pre1, xanesStep: bin }).filter((energy) => energy >= low && energy <= high);
    },
    row({ x, y }, grid) {
      const ordered = orderSweep(x, y);
      return sweepOnGrid(ordered.energy, ordered.values, grid);
    },
  };
}
