import { OperandoError, unitConversion } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { energiesOf } from '../absorption/energy-axis.js';
import { roleOf } from '../table/column-table.js';
import { energyWarnings } from '../table/energy-unit.js';
import { statedAxis } from '../series/axis-kind.js';
import { alongAxis, expectAngles, isBraggPair } from '../series/diffraction-axis.js';
import type { WantedAxis } from '../series/diffraction-axis.js';
import type { KnownWavelength } from '../series/header-wavelength.js';
import { column as columnOf, hdf5Table } from './data-table.js';
import { pointsOf } from './nexus-axes.js';
import type { NexusAxis } from './nexus-axes.js';
import { isTimeName } from './time-unit.js';
import { said, shown } from '../text/said.js';

/** Coordinates that cannot stand for one another. */
const coordinates: ReadonlySet<string> = new Set(['energy', 'two-theta', 'q', 'd-spacing', 'time']);
/** Values read at once: 32 MB. */
export const valuesAtOnce: number = 4 * 1024 * 1024;

/** Frames that are read: the first, and one past the last. */
export interface FrameRange {
  readonly from: number;
  readonly to: number;
}

/** The axis that all frames share; where each has its own, they must be the same. */
function sharedPoints(axis: NexusAxis, size: number, { from, to }: FrameRange): Float64Array {
  const { dataset } = axis;
  if (dataset.shape.length === 1) return pointsOf(axis, size);
  const width = dataset.shape[1]!;
  const first = dataset.read(from, from + 1);
  const step = Math.max(1, Math.floor(valuesAtOnce / Math.max(1, width)));
  for (let at = from; at < to; at += step) {
    const other = dataset.read(at, Math.min(to, at + step)).findIndex((value, i) => value !== first[i % width]);
    if (other >= 0)
      throw new OperandoError('unsupported', said`each frame has its own ${axis.name}, and they differ.`, {
        where: { column: shown(axis.name), frame: at + Math.floor(other / width) },
        cure: 'Read the spectra one by one (readFile with scan) and bring them on to one grid.',
      });
  }
  return pointsOf(axis, size, from);
}

/**
 * Positions of the points of all frames, in the unit that is wanted; q, d and two-theta become one another by a wavelength.
 * @throws OperandoError `column-missing` without an axis, `unit-mismatch` for one of another kind and for no angles, `unsupported`
 * where frames have axes of their own that differ.
 */
export async function gridOf(
  axis: NexusAxis | undefined,
  wanted: WantedAxis,
  size: number,
  range: FrameRange,
  warnings: OperandoWarning[],
  wavelength?: KnownWavelength,
): Promise<Float64Array> {
  const grid = await wantedPoints(axis, wanted, size, range, warnings, wavelength);
  if (axis !== undefined && wanted.name === 'two-theta' && wanted.unit === 'deg')
    expectAngles({ label: axis.name, values: grid }, grid);
  return grid;
}

async function wantedPoints(
  axis: NexusAxis | undefined,
  wanted: WantedAxis,
  size: number,
  range: FrameRange,
  warnings: OperandoWarning[],
  wavelength?: KnownWavelength,
): Promise<Float64Array> {
  if (axis === undefined) {
    const why = warnings.filter(({ code }) => code === 'axis-left-out').map(({ message }) => message);
    throw new OperandoError('column-missing', ['the file gives no axis along the spectra.', ...why].join(' '), {
      cure: 'Give a dataset whose group has axes.',
    });
  }
  const points = sharedPoints(axis, size, range);
  const column = { label: axis.meaning, ...(axis.unit === undefined ? {} : { unit: axis.unit }), values: points };
  const stated = statedAxis(column);
  // Theta becomes two-theta whatever the wavelength.
  const isHalf = stated?.kind === wanted.name && stated.multiple !== undefined;
  if (isHalf || (axis.unit !== undefined && wavelength !== undefined && isBraggPair(stated?.kind, wanted.name))) {
    const along = alongAxis(column, wanted, wavelength);
    warnings.push(...along.warnings);
    return along.values;
  }
  if (axis.unit === undefined) {
    const role = roleOf(axis.meaning) ?? roleOf(axis.name);
    const other = isTimeName(axis.name) ? 'time' : role !== undefined && coordinates.has(role) ? role : undefined;
    if (other !== undefined && coordinates.has(wanted.name) && other !== wanted.name)
      throw new OperandoError(
        'unit-mismatch',
        said`the axis ${axis.name} has no unit and seems to be ${other}, not ${wanted.name}.`,
        { where: { column: shown(axis.name) }, cure: 'Ask for the axis that the file has, or give the axis its unit.' },
      );
    if (role === 'energy' && wanted.unit === 'eV') {
      const energies = energiesOf(
        hdf5Table([columnOf(axis.name, points, undefined, axis.meaning)], size, undefined, {
          warnings: [],
          metadata: {},
        }),
      );
      if (energies.warnings.length > 0) {
        warnings.push(...energies.warnings);
        return energies.values;
      }
    }
    // Where none is wanted, as it is written again, none is assumed.
    if (wanted.unit === '') return points;
    warnings.push({
      code: 'unit-assumed',
      message: said`${axis.name} has no unit; ${wanted.unit} was assumed.`,
      where: { column: shown(axis.name) },
    });
    return points;
  }
  if (wanted.name === 'energy')
    warnings.push(...energyWarnings([{ label: axis.name, role: 'energy', unit: axis.unit, values: points }]));
  if (axis.unit === wanted.unit) return points;
  const conversion = await unitConversion(axis.unit, wanted.unit).catch((cause: unknown) => {
    // Spellings that are no units of UDUNITS: `Deg`, `deg.`
    if (stated?.kind === wanted.name && !stated.unknown) return undefined;
    throw new OperandoError(
      'unit-mismatch',
      said`the axis ${axis.name} (${axis.meaning}) is in ${axis.unit}, which is no ${wanted.name} in ${wanted.unit}.`,
      {
        where: { column: shown(axis.name) },
        cure: isBraggPair(stated?.kind, wanted.name)
          ? 'Give the wavelength (command: --wavelength), or ask for the axis that the file has.'
          : 'Ask for the axis that the file has.',
        cause,
      },
    );
  });
  if (conversion === undefined) return alongAxis(column, wanted, wavelength).values;
  return points.map((value) => value * conversion.factor + conversion.offset);
}
