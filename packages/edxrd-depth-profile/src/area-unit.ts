import type { DepthProfileOptions } from './options.js';

/** Unit of areas, and areas with those set to NaN whose frames do not count in it. */
export interface AreaUnit {
  readonly unit: string;
  readonly filter: (areas: readonly number[]) => Float64Array;
}

/**
 * Unit of the areas: counts per second where live times are known, counts where they are not, '' where they are divided by a
 * spectrum in any unit. Of some frames known and others not, the others have none.
 */
export function areaUnit(lived: readonly boolean[], slices: number, { normalisation }: DepthProfileOptions): AreaUnit {
  const timed = lived.includes(true);
  // Against a line of the same spectrum the time does not matter.
  const relative = normalisation?.staticLine !== undefined;
  const mixed = timed && lived.includes(false) && !relative;
  return {
    unit: normalisation?.incident !== undefined ? '' : relative || !timed ? '1' : '1/s',
    filter: (areas) =>
      Float64Array.from(areas, (value, i) => (mixed && lived[Math.floor(i / slices)] === false ? Number.NaN : value)),
  };
}
