import { OperandoError } from '@operando/core';
import type { CellParameters } from '@operando/lattice';
import type { Instrument, Phase, RefineOptions, Refinement } from '@operando/xrd-rietveld';
import type { FrameRow, Refiner } from '@operando/xrd-rietveld';
import type { RietveldOptions } from './options.js';

/** A pattern with what was fitted. */
export interface ShownFrame {
  readonly frame: number;
  readonly observed: ArrayLike<number>;
  readonly refinement: Refinement;
}

/** Most patterns that are shown one by one. */
const mostShown = 50;

/** Whether something was fitted in a frame. */
export const isFitted = ({ rwp }: FrameRow): boolean => Number.isFinite(rwp);

/**
 * Frames that are shown: those asked for, else the first and the last with data.
 *
 * @throws OperandoError `invalid-argument` for one that is not there, or too many.
 */
export function framesToShow({ showFrame }: RietveldOptions, rows: readonly FrameRow[]): number[] {
  const beyond = showFrame.find((frame) => frame >= rows.length);
  if (beyond !== undefined || showFrame.length > mostShown)
    throw new OperandoError(
      'invalid-argument',
      beyond === undefined ? `${showFrame.length} patterns cannot be shown.` : `there is no pattern ${beyond}.`,
      {
        where: { parameter: 'showFrame' },
        cure: `They are numbered from 0 to ${rows.length - 1}; ${mostShown} at most can be shown.`,
      },
    );
  const seen = rows.filter(isFitted).map(({ frame }) => frame);
  const wanted = showFrame.length > 0 ? showFrame.filter((frame) => isFitted(rows[frame]!)) : [seen[0], seen.at(-1)];
  return [...new Set(wanted.filter((frame) => frame !== undefined))];
}

/** Most patterns that a page has fits of, unless more are asked for. */
const mostViewed = 25;

/** Patterns whose fits a page has beside those that are shown: spread evenly over the series. */
export function framesToView(rows: readonly FrameRow[], shown: readonly number[]): number[] {
  const seen = rows.filter(isFitted).map(({ frame }) => frame);
  const count = Math.min(mostViewed, seen.length);
  const even = Array.from(
    { length: count },
    (_, k) => seen[Math.round((k * (seen.length - 1)) / Math.max(1, count - 1))]!,
  );
  return even.filter((frame) => !shown.includes(frame));
}

/** Values of a frame by their names, those that are numbers. */
function valuesOf({ names }: Refiner, { values }: FrameRow): ReadonlyMap<string, number> {
  return new Map(names.flatMap((name, k) => (Number.isFinite(values[k]) ? [[name, values[k]!] as const] : [])));
}

/** A refinement of one pattern that begins where the series left it; phases that are absent are left out. */
export function startedFrom(options: RefineOptions, refiner: Refiner, row: FrameRow): RefineOptions {
  const values = valuesOf(refiner, row);
  const phases = options.phases.flatMap((phase, p): Phase[] => {
    if (row.phases[p]!.presence === 'absent' && row.phases.some(({ presence }) => presence !== 'absent')) return [];
    const of = (name: string): number | undefined => values.get(`${phase.name}.${name}`);
    const cell = Object.fromEntries(
      Object.entries(phase.cell).map(([key, value]) => [key, of(key) ?? value]),
    ) as unknown as CellParameters;
    const ratio = of('orientation');
    return [
      {
        ...phase,
        cell: withEqualEdges(phase, cell),
        size: of('size') ?? phase.size,
        strain: of('strain') ?? phase.strain,
        strainAlong: of('strain_along') ?? phase.strainAlong,
        displacement: of('displacement') ?? phase.displacement,
        ...(ratio === undefined || phase.orientation === undefined
          ? {}
          : { orientation: { ...phase.orientation, ratio } }),
      },
    ];
  });
  const names = new Set(phases.map(({ name }) => name));
  const kept = <Value>(record: Readonly<Record<string, Value>> = {}): Record<string, Value> =>
    Object.fromEntries(Object.entries(record).filter(([name]) => names.has(name)));
  const { refine } = options;
  return {
    ...options,
    phases,
    instrument: instrumentFrom(options.instrument, values),
    refine: { ...refine, phases: kept(refine?.phases), atoms: kept(refine?.atoms) },
  };
}

/** Edges that symmetry makes equal are named once. */
function withEqualEdges({ cell }: Phase, found: CellParameters): CellParameters {
  const { a, b, c } = cell;
  return { ...found, b: b === a ? found.a : found.b, c: c === a ? found.a : found.c };
}

function instrumentFrom(instrument: Instrument, values: ReadonlyMap<string, number>): Instrument {
  const names = ['zero', 'displacement', 'u', 'v', 'w', 'x', 'y', 'z'] as const;
  const axial = values.get('axial');
  return {
    ...instrument,
    ...Object.fromEntries(names.flatMap((name) => (values.has(name) ? [[name, values.get(name)!] as const] : []))),
    ...(axial === undefined ? {} : { sampleHeight: axial, slitHeight: axial }),
  };
}
