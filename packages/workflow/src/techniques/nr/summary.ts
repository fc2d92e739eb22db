import { finiteExtent, plainNumber, statusOf } from '@operando/core';
import type { Summary } from '../../technique/technique.js';
import type { ParameterStatus } from '@operando/nr-sld-fit';
import { counted } from '../../technique/words.js';
import type { NrAnalysis } from './analyse.js';

function summariseSeries({ fits, seriesFit }: NrAnalysis): Summary {
  const { status, reducedChiSquare, linked } = seriesFit!;
  const converged = status.filter((each) => each === statusOf.converged).length;
  const worst = finiteExtent(reducedChiSquare)?.[1];
  return {
    headline: { frames: fits.length, converged, worstReducedChiSquare: worst ?? null },
    text: [
      `${counted(fits.length, 'frame')}, ${converged} converged, reduced chi-square ${worst === undefined ? 'not known' : `up to ${worst.toFixed(2)}`}`,
      ...Object.entries(linked).flatMap(([name, { knots, knotsStderr }]) =>
        Array.from(knots, (place, k) => [place, knotsStderr[k]!] as const)
          .filter(([, stderr]) => stderr > 0)
          .map(([place, stderr]) => `  ${name} changes at ${place.toPrecision(6)} +- ${stderr.toPrecision(2)} s`),
      ),
    ].join('\n'),
  };
}

/** What is said behind a parameter. */
const notes: Partial<Record<ParameterStatus, string>> = {
  'at-bound': ' (at a bound)',
  held: ' (held)',
  singular: ' (not determined)',
  ambiguous: ' (another solution has another)',
};

/** Numbers and words of an analysis. */
export function summariseNr(analysis: NrAnalysis): Summary {
  if (analysis.seriesFit !== undefined) return summariseSeries(analysis);
  const { fits, posterior } = analysis;
  const { curves, points, chiSquare, reducedChiSquare, status, names, parameters, covariance, starts, solutions } =
    fits[0]!;
  return {
    headline: {
      curves: curves.length,
      points,
      chiSquare,
      reducedChiSquare,
      status,
      parameters: Object.fromEntries(
        names.map((name) => [name, { value: parameters[name]!.value, stderr: plainNumber(parameters[name]!.stderr) }]),
      ),
      ...(posterior === undefined ? {} : { posterior: { samples: posterior.count, converged: posterior.converged } }),
    },
    text: [
      `${counted(curves.length, 'curve')}, ${counted(points, 'point')}: ${status}, reduced chi-square ${Number.isFinite(reducedChiSquare) ? reducedChiSquare.toFixed(3) : 'not known'}`,
      ...names.map((name) => {
        const { value, stderr, unit, status: ended } = parameters[name]!;
        const error = Number.isNaN(stderr) ? '' : ` +- ${stderr.toPrecision(2)}`;
        const note = notes[ended] ?? '';
        const number = Number.isFinite(value) ? value.toPrecision(6) : 'not known';
        return `  ${name} = ${number}${error}${unit === '' || unit === '1' ? '' : ` ${unit}`}${note}`;
      }),
      ...(posterior === undefined
        ? []
        : [
            `${counted(posterior.count, 'sample')} of the posterior, ${posterior.converged ? 'converged' : 'not converged'}`,
          ]),
    ].join('\n'),
    details: { errors: 'file', slabs: curves.map(({ slabs }) => slabs), names, covariance, starts, solutions },
  };
}
