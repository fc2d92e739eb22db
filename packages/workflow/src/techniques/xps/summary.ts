import { finiteExtent, finiteMedian } from '@operando/core';
import type { EnergyReference, SeparatedShifts } from '@operando/photoelectron-fit';
import type { Summary } from '../../technique/technique.js';
import { counted, estimateWords } from '../../technique/words.js';
import type { ComponentPlace, XpsAnalysis } from './analyse.js';

const extentWords = (values: Float64Array, decimals: number): string => {
  const [low, high] = finiteExtent(values) ?? [Number.NaN, Number.NaN];
  return `${low.toFixed(decimals)} to ${high.toFixed(decimals)}`;
};

/** Where lines are and how well that is known. */
function energyWords(values: Float64Array, stderr: Float64Array): string {
  if (finiteExtent(values) === undefined) return 'not visible';
  const error = finiteMedian(stderr);
  return `${extentWords(values, 3)} eV (${Number.isFinite(error) ? `+- ${(1000 * error).toPrecision(2)} meV` : 'error not known'})`;
}

/** Whether potential and chemistry were told apart, and by what. */
function shiftWords({ separation, potential, constancy }: SeparatedShifts): string {
  if (separation !== 'separated') return 'potential and chemistry cannot be separated';
  if (finiteExtent(potential.values) === undefined)
    return 'potential and chemistry cannot be separated: no constant line is visible';
  return `potential and chemistry separated; constant lines are constant within ${(1000 * constancy).toFixed(1)} meV`;
}

/** How far a scale is off. */
function offsetWords({ values, stderr }: EnergyReference['shift']): string {
  if (finiteExtent(values) === undefined) return 'not known';
  return `${extentWords(values, 4)} eV off (+- ${(1000 * finiteMedian(stderr)).toPrecision(2)} meV)`;
}

/** Where a component is, how large, and when it appears. */
function componentWords({ level, index, onset }: ComponentPlace): string {
  const { name, center, area } = level.components[index]!;
  const frames = area.values.length;
  const appears =
    frames < 3 || onset.frame === 0
      ? ''
      : onset.frame === undefined
        ? `; not found, area below ${finiteMedian(onset.limit).toPrecision(3)} (95 %)`
        : `; appears in frame ${onset.frame} (${onset.interval[0]} to ${onset.interval[1]})`;
  return `${level.name} ${name}: ${energyWords(center.values, center.stderr)}, area ${extentWords(area.values, 1)} (+- ${finiteMedian(area.stderr).toPrecision(2)})${appears}`;
}

/** Numbers and words of an analysis. */
export function summariseXps({ series, levels, fitted, components, reference, edge, shifts }: XpsAnalysis): Summary {
  const frames = series.time.start.length;
  const against = shifts?.againstVoltage;
  return {
    headline: {
      frames,
      levels: levels.map(({ name }) => name),
      regions: fitted.map(({ name, fit, comparison }) => ({
        name,
        background: fit.model.layout.background,
        chiSquare: fit.fit.chiSquare,
        degreesOfFreedom: fit.fit.degreesOfFreedom,
        status: fit.fit.status,
        otherBackground:
          comparison === undefined
            ? null
            : {
                background: comparison.background,
                chiSquare: comparison.chiSquare,
                degreesOfFreedom: comparison.degreesOfFreedom,
              },
      })),
      reference: reference === undefined ? null : { line: reference.line, literature: reference.literature },
      fermiEdge: edge === undefined ? null : { level: edge.name, temperature: edge.fit.temperature },
      separation: shifts?.separation ?? null,
      potentialPerVolt: against === undefined ? null : { slope: against.slope, stderr: against.slopeStderr },
      onsets: components.map(({ level, index, onset }) => ({
        component: level.components[index]!.name,
        level: level.name,
        frame: onset.frame ?? null,
        interval: [...onset.interval],
      })),
    },
    text: [
      `${counted(frames, 'spectrum', 'spectra')} of ${levels.map(({ name }) => name).join(', ')}`,
      ...fitted.map(
        ({ name, fit }) =>
          `${name}: ${fit.model.layout.background} background, reduced chi2 ${(fit.fit.chiSquare / fit.fit.degreesOfFreedom).toFixed(3)}, ${fit.fit.status}`,
      ),
      ...components.map(componentWords),
      ...(reference === undefined
        ? []
        : [`energy scale by ${reference.line} at ${reference.literature} eV: ${offsetWords(reference.shift)}`]),
      ...(edge === undefined
        ? []
        : [
            `Fermi edge of ${edge.name} at ${edge.fit.temperature} K: resolution (full width at half maximum) ${energyWords(edge.fit.resolution.values, edge.fit.resolution.stderr)}`,
          ]),
      ...(shifts === undefined ? [] : [shiftWords(shifts)]),
      ...(against === undefined
        ? []
        : [`potential against voltage: ${estimateWords(against.slope, against.slopeStderr, 4)} eV/V`]),
    ].join('\n'),
    details: {
      onsetLimits: Object.fromEntries(
        components.map(({ level, index, onset }) => [`${level.name} ${level.components[index]!.name}`, onset.limit]),
      ),
      ...(against === undefined ? {} : { potentialAgainstVoltage: against }),
    },
  };
}
