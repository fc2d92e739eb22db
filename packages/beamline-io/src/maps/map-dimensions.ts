import { OperandoError } from '@operando/core';
import { splitUnitNumber } from '@operando/core';
import { timeUnit } from '../hdf5/time-unit.js';

/** What is known of a dimension beside that of energies. */
export interface MapDimension {
  readonly size: number;
  readonly name?: string | undefined;
  readonly unit?: string | undefined;
}

/** How dimensions are frames, rows and columns. */
export interface MapSizes {
  readonly frames: number;
  readonly rows: number;
  readonly columns: number;
}

/** Whether a dimension is one of the map: by its unit, else by its name. */
function isPlace({ name = '', unit = '' }: MapDimension): boolean {
  if (/^(?:[pnuµμm]?m|å|a|angstroms?|px|pixels?|microns?)$/i.test(splitUnitNumber(unit).unit)) return true;
  return unit === '' && /^(?:[xy]|row|column|position|distance)$/i.test(name);
}

/** Whether a dimension is one of time. */
export function isTime({ unit }: MapDimension): boolean {
  return unit !== undefined && timeUnit(unit) !== undefined;
}

/**
 * Dimensions as those of maps, outermost first: three are frames, rows and columns; two are a map, or lines through time where the
 * first is one of time; one is a line of pixels where it has a unit of length, else frames of one spectrum.
 *
 * @throws OperandoError `unsupported` for more.
 */
export function mapSizes(dimensions: readonly MapDimension[]): MapSizes {
  const [first, second, third] = dimensions;
  if (dimensions.length > 3)
    throw new OperandoError('unsupported', `the data have ${dimensions.length} dimensions beside the energy.`, {
      cure: 'Maps are time x row x column x energy, or have fewer dimensions.',
    });
  if (first === undefined) return { frames: 1, rows: 1, columns: 1 };
  if (second === undefined)
    return isPlace(first) ? { frames: 1, rows: 1, columns: first.size } : { frames: first.size, rows: 1, columns: 1 };
  if (third === undefined)
    return isTime(first)
      ? { frames: first.size, rows: 1, columns: second.size }
      : { frames: 1, rows: first.size, columns: second.size };
  return { frames: first.size, rows: second.size, columns: third.size };
}
