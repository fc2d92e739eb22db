import { OperandoError, seriesWarnings } from '@operando/core';
import type { Electrochemistry, Series } from '@operando/core';
import {
  completeCovariance,
  componentOnset,
  energyReference,
  fermiReference,
  separateShifts,
} from '@operando/photoelectron-fit';
import type { ComponentOnset, EnergyReference, SeparatedShifts, ShiftedLine } from '@operando/photoelectron-fit';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import type { Analysed } from '../../technique/technique.js';
import { usedStep } from '../../technique/used-step.js';
import { fermiWarnings, fitFermiLevel } from './fermi-level.js';
import type { FermiLevel } from './fermi-level.js';
import { fitLevels } from './fit-levels.js';
import type { FittedLevel } from './fitted-level.js';
import type { LevelSeries, XpsInput } from './input.js';
import type { XpsOptions } from './options.js';
import { parseReference, plainLevel } from './reference.js';
import { shiftWarnings } from './shift-warnings.js';
import { keptRegions, wantedLevels } from './wanted-levels.js';

/** A component with what its shifts and its course say. */
export interface ComponentPlace {
  readonly level: FittedLevel;
  /** Place among the components of its level. */
  readonly index: number;
  /** Place among the lines of the shifts; undefined for those of the reference. */
  readonly line?: number;
  readonly onset: ComponentOnset;
}

/** What `xps` computed. */
export interface XpsAnalysis extends Analysed {
  readonly levels: readonly LevelSeries[];
  readonly fitted: readonly FittedLevel[];
  readonly components: readonly ComponentPlace[];
  readonly reference?: EnergyReference;
  /** What the reference is from, where it is a Fermi edge. */
  readonly edge?: FermiLevel;
  readonly shifts?: SeparatedShifts;
  /** The first level, with the cycler's channels. */
  readonly series: Series<'binding_energy', 'eV'>;
  readonly electrochemistry?: Electrochemistry;
}

function referenceOf(fitted: readonly FittedLevel[], { reference }: XpsOptions): EnergyReference | undefined {
  if (reference === undefined) return undefined;
  const { line, energy } = parseReference(reference)!;
  for (const { fit, components } of fitted) {
    const found = components.find(({ name }) => plainLevel(name) === plainLevel(line));
    if (found !== undefined) return energyReference(fit, { line: found.name, literature: energy });
  }
  return undefined;
}

/** Lines whose shifts are told apart: all but those of the reference. */
function linesOf(
  fitted: readonly FittedLevel[],
  reference: EnergyReference | undefined,
): { lines: ShiftedLine[]; places: ComponentPlace[]; covariance: (f: number, g: number) => Float64Array } {
  const places: ComponentPlace[] = [];
  const lines: ShiftedLine[] = [];
  const rows: { readonly level: FittedLevel; readonly parameter: number }[] = [];
  for (const level of fitted)
    level.components.forEach(({ name, center, area }, index) => {
      const isLine = !level.isReference && name !== reference?.line;
      const { constant, literature } = level.region.components[index]!;
      places.push({
        level,
        index,
        ...(isLine ? { line: lines.length } : {}),
        onset: componentOnset(area.values, area.stderr),
      });
      if (!isLine) return;
      rows.push({ level, parameter: level.fit.model.layout.components[index]!.center });
      lines.push({ name, energy: center.values, constant, ...(literature === undefined ? {} : { literature }) });
    });
  let last: { readonly f: number; readonly g: number; readonly matrix: Float64Array } | undefined;
  const covariance = (f: number, g: number): Float64Array => {
    if (last?.f === f && last.g === g) return last.matrix;
    const matrix = new Float64Array(rows.length ** 2);
    for (const level of new Set(rows.map((row) => row.level))) {
      const n = level.fit.model.layout.parameters.length;
      const block = completeCovariance(level.fit, f, g);
      rows.forEach((one, i) => {
        if (one.level !== level) return;
        rows.forEach((two, j) => {
          if (two.level === level) matrix[i * rows.length + j] = block[one.parameter * n + two.parameter]!;
        });
      });
    }
    last = { f, g, matrix };
    return matrix;
  };
  return { lines, places, covariance };
}

/** Fit, reference, tell shifts apart, join. */
export async function analyseXps(
  { levels: given, cycler }: XpsInput,
  options: XpsOptions,
  context: RunContext,
): Promise<XpsAnalysis> {
  if (given.length === 0)
    throw new OperandoError('too-few-points', 'there are no spectra.', { cure: 'Give files of spectra.' });
  const levels = wantedLevels(given, options);
  const edge = fitFermiLevel(given, options, levels[0]!.series.time.start.length);
  const only = options.region.length === 0 ? options : { ...options, model: keptRegions(options, levels) };
  const { fitted, warnings: ofFits } = await fitLevels(options.reference === undefined ? levels : given, only, context);
  const main = fitted.find(({ isReference }) => !isReference)?.series ?? levels[0]!.series;
  const reference = edge === undefined ? referenceOf(fitted, options) : fermiReference(edge.fit);
  const { series, warnings: ofClock, ...joined } = joinCycler(main, cycler, options);
  const { lines, places, covariance } = linesOf(fitted, reference);
  const voltage = series.channels['voltage_volt'];
  const { constancy } = options.model ?? {};
  const shifts =
    lines.length === 0
      ? undefined
      : separateShifts({
          lines,
          covariance,
          instrument: reference,
          constancy,
          ...(voltage === undefined ? {} : { voltage: { values: voltage.values } }),
        });
  return {
    ...joined,
    levels,
    fitted,
    components: places,
    series,
    ...(reference === undefined ? {} : { reference }),
    ...(edge === undefined ? {} : { edge }),
    ...(shifts === undefined ? {} : { shifts }),
    steps: [
      ...series.provenance,
      ...fitted.map(({ name, fit, region }) =>
        usedStep('photoelectron-fit/fitRegionSeries', {
          region: name,
          background: fit.model.layout.background,
          weights: fit.data.countsPerUnit === undefined ? 'data' : 'model',
          energies: [fit.data.energy[0]!, fit.data.energy.at(-1)!],
          components: region.components.map((each) => each.name),
        }),
      ),
      ...(edge === undefined
        ? []
        : [
            usedStep('photoelectron-fit/fitFermiEdge', {
              level: edge.name,
              energies: [edge.data.energy[0]!, edge.data.energy.at(-1)!],
              temperature: edge.fit.temperature,
            }),
          ]),
      ...(reference === undefined || edge !== undefined
        ? []
        : [usedStep('photoelectron-fit/energyReference', { line: reference.line, literature: reference.literature })]),
      ...(shifts === undefined
        ? []
        : [
            usedStep('photoelectron-fit/separateShifts', {
              separation: shifts.separation,
              constancy: shifts.constancy,
            }),
          ]),
    ],
    warnings: [
      ...levels.flatMap(({ warnings = [] }) => warnings),
      ...seriesWarnings(main),
      ...ofFits,
      ...(edge === undefined ? [] : fermiWarnings(edge)),
      ...shiftWarnings(shifts, lines, reference),
      ...ofClock,
    ],
  };
}
