import { columnDocument, finiteExtent, finiteMedian, plainNumber } from '@operando/core';
import type { ChargeClosure, ReactionAmount } from '@operando/edxrd-depth-profile';
import type { Summary } from '../../technique/technique.js';
import { counted, estimateWords, medianErrorWords } from '../../technique/words.js';
import type { EdxrdAnalysis } from './analyse.js';
import { shownQuantity } from './shown.js';

/** The frame in which lithium differs most over the depth. */
function steepest({ gradients }: EdxrdAnalysis): { frame: number; value: number; stderr: number } | undefined {
  if (gradients === undefined) return undefined;
  const { values, stderr } = gradients.corrected;
  let frame = -1;
  values.forEach((value, f) => {
    if (value > (values[frame] ?? -1)) frame = f;
  });
  return frame < 0 ? undefined : { frame, value: values[frame]!, stderr: stderr?.[frame] ?? Number.NaN };
}

/** The share of the charge that was found as lithium, or why it is not known. */
function closureWords({ stage, fromLithium, fromCycler, ratio, missing }: ChargeClosure): string {
  const name = stage.name ?? `frames ${stage.from} to ${stage.to}`;
  if (!Number.isFinite(fromLithium.value)) {
    return `${name}: ${missing.length === 0 ? 'no slice holds active material' : 'no slice was measured at both its begin and its end'}`;
  }
  if (!Number.isFinite(ratio.value)) {
    return `${name}: ${fromCycler === 0 ? 'no charge was passed' : 'the charge passed is not known'}`;
  }
  const without =
    missing.length === 0
      ? ''
      : ` (${counted(missing.length, 'slice')} not measured, taken to have changed as the others on average)`;
  return `${name}: ${estimateWords(ratio.value, ratio.stderr, 4)} lithium for each electron passed${without}`;
}

/** What calibration adds to the errors. */
function calibrationWords(stderr: number): string {
  return Number.isFinite(stderr)
    ? `calibration adds ${stderr.toPrecision(2)}, shared by all`
    : 'what the angle adds, shared by all, is not known (give twoThetaStderr)';
}

/** A reaction amount with the statuses of its slices in words. */
function reactionDetails({ change, amount, share, ...whole }: ReactionAmount): object {
  return { ...whole, change: columnDocument(change), amount: columnDocument(amount), share: columnDocument(share) };
}

/** Numbers and words of an analysis. */
export function summariseEdxrd(analysis: EdxrdAnalysis): Summary {
  const { profile, reactions, closures, shown, series } = analysis;
  const { frames, positions, reflections } = profile;
  const masked = reflections.flatMap(({ phase, hkl, masked: by }) =>
    by === undefined ? [] : [`${phase} ${hkl.join('')}: ${by}`],
  );
  const { label, unit, values, stderr, calibrationStderr } = shownQuantity(analysis);
  const extent = finiteExtent(values);
  const medianStderr = finiteMedian(stderr);
  const largest = steepest(analysis);
  return {
    headline: {
      frames,
      positions: positions.length,
      reflections: reflections.length,
      masked,
      shown: {
        name: label,
        unit,
        range: extent ?? null,
        medianStderr: plainNumber(medianStderr),
        calibrationStderr: plainNumber(calibrationStderr),
      },
      calibrationError: plainNumber(shown.calibrationError),
      largestGradient: largest ?? null,
      stages: reactions.map(({ stage: { name = '', from, to }, total, missing, measuredAmount, activeAmount }, k) => ({
        ...(name === '' ? {} : { name }),
        from,
        to,
        umolPerCm2: plainNumber(total.value),
        stderr: plainNumber(total.stderr),
        missingSlices: missing.length,
        measuredShare: plainNumber(measuredAmount / activeAmount),
        ...(closures[k] === undefined
          ? {}
          : {
              perElectron: plainNumber(closures[k].ratio.value),
              perElectronStderr: plainNumber(closures[k].ratio.stderr),
            }),
      })),
    },
    text: [
      `${counted(frames, 'frame')} of ${counted(positions.length, 'position')}, ${counted(reflections.length, 'reflection')}${masked.length > 0 ? `, ${masked.length} masked` : ''}`,
      extent === undefined
        ? 'nothing could be fitted'
        : `${label}: ${extent[0].toPrecision(4)} to ${extent[1].toPrecision(4)} ${unit}, ${medianErrorWords(medianStderr)} of the counts; ${calibrationWords(calibrationStderr)}`,
      ...(largest === undefined
        ? []
        : [`largest gradient ${estimateWords(largest.value, largest.stderr, 4)} in frame ${largest.frame}`]),
      ...closures.map(closureWords),
    ].join('\n'),
    details: {
      errors: 'counts',
      detectors: profile.detectors.map(({ calibration, angle, resolution }) => ({
        calibration: calibration.coefficients,
        angle,
        resolution:
          resolution === undefined
            ? undefined
            : {
                noise: resolution.noise.value,
                statistics: resolution.statistics.value,
                geometry: resolution.geometry.value,
              },
      })),
      reactions: reactions.map(reactionDetails),
      closures,
      metadata: series.metadata,
    },
  };
}
