import type { Summary } from '../../technique/technique.js';
import type { NrAnalysis } from './analyse.js';

function summariseSeries({ fits, seriesFit }: NrAnalysis): Summary {
  const { status, reducedChiSquare } = seriesFit!;
  const converged = status.filter((each) => each === 'converged').length;
  const worst = Math.max(...reducedChiSquare);
  return {
    headline: { frames: fits.length, converged, worstReducedChiSquare: worst },
    text: `${fits.length} frames, ${converged} of them converged, reduced chi-square up to ${worst.toFixed(2)}`,
  };
}

/** Numbers and words of an analysis. */
export function summariseNr(analysis: NrAnalysis): Summary {
  if (analysis.seriesFit !== undefined) return summariseSeries(analysis);
  const { fits, posterior } = analysis;
  const { curves, points, chiSquare, reducedChiSquare, status, names, parameters, covariance, starts } = fits[0]!;
  return {
    headline: {
      curves: curves.length,
      points,
      chiSquare,
      reducedChiSquare,
      status,
      parameters: Object.fromEntries(
        names.map((name) => [name, { value: parameters[name]!.value, stderr: parameters[name]!.stderr }]),
      ),
      ...(posterior === undefined ? {} : { posterior: { samples: posterior.count, converged: posterior.converged } }),
    },
    text: [
      `${curves.length === 1 ? 'one curve' : `${curves.length} curves`}, ${points} points: ${status}, reduced chi-square ${reducedChiSquare.toFixed(3)}`,
      ...names.map((name) => {
        const { value, stderr, atBound } = parameters[name]!;
        return `  ${name} = ${value.toPrecision(6)} +- ${stderr.toPrecision(2)}${atBound ? ' (at a bound)' : ''}`;
      }),
      ...(posterior === undefined
        ? []
        : [`${posterior.count} samples of the posterior, ${posterior.converged ? 'converged' : 'not converged'}`]),
    ].join('\n'),
    details: { slabs: curves.map(({ slabs }) => slabs), names, covariance, starts },
  };
}
