import { finiteExtent, finiteMedian, plainNumber, statusOf } from '@operando/core';
import type { Summary } from '../../technique/technique.js';
import { counted, errorWords, estimateWords, medianErrorWords } from '../../technique/words.js';
import type { NdpAnalysis } from './analyse.js';

/** Numbers and words of an analysis. */
export function summariseNdp({ profiles, series, balance }: NdpAnalysis): Summary {
  const frames = series.time.start.length;
  const bins = series.axis.size;
  const { total, scaleUncertainty, lambda, axes, calibration } = profiles;
  const extent = finiteExtent(total.values);
  const medianStderr = finiteMedian(total.stderr);
  const misfits = profiles.status.filter((status) => status === statusOf.misfit).length;
  const unseen = profiles.layers.filter(({ visible }) => visible < 1);
  const ions = axes.map(({ ion }) => ion);
  return {
    headline: {
      frames,
      depthBins: bins,
      particles: ions,
      lambda: Number.isFinite(lambda) ? lambda : null,
      total: extent === undefined ? null : { from: extent[0], to: extent[1], medianStderr: plainNumber(medianStderr) },
      scaleUncertainty,
      misfits,
      ...(balance === undefined
        ? {}
        : {
            chargeBalance: {
              layer: balance.layer,
              slope: balance.slope.value,
              stderr: balance.slope.stderr,
              totalStderr: balance.slopeTotalStderr,
              offset: balance.offset.value,
              chiSquare: balance.chiSquare,
              degreesOfFreedom: balance.degreesOfFreedom,
            },
          }),
    },
    text: [
      `${counted(frames, 'profile')} of ${counted(bins, 'depth bin')} to ${series.axis.values[bins]!.toFixed(3)} um (${ions.join(' and ')})`,
      ...(extent === undefined
        ? []
        : [
            `atoms per cm2 in ${unseen.length === 0 ? 'all layers' : 'what can be seen'}: ${extent[0].toPrecision(4)} to ${extent[1].toPrecision(4)}, ${medianErrorWords(medianStderr)}, scale uncertain by ${(100 * scaleUncertainty).toFixed(1)} %`,
          ]),
      ...(unseen.length === 0
        ? []
        : [
            `seen in part or not at all: ${unseen.map(({ name, visible }) => `${name} ${(100 * visible).toFixed(0)} %`).join(', ')}`,
          ]),
      ...(balance === undefined
        ? []
        : [
            `${balance.layer}: ${estimateWords(balance.slope.value, balance.slope.stderr, 4)} lithium for each one passed (with the scale: ${errorWords(balance.slopeTotalStderr, 4)})`,
          ]),
      ...(misfits > 0 ? [`${counted(misfits, 'frame')} not explained by the layers given`] : []),
    ].join('\n'),
    details: {
      errors: 'counts',
      ...(calibration === undefined
        ? {}
        : {
            calibration: {
              coefficients: calibration.coefficients,
              covariance: calibration.covariance,
              reducedChiSquare: calibration.reducedChiSquare,
            },
          }),
      axes: axes.map(({ ion, reach, surfaceEnergy, layers }) => ({
        ion,
        reach,
        surfaceEnergy,
        sources: layers.map(({ name, source }) => `${name}: ${source}`),
      })),
      visible: Object.fromEntries(profiles.layers.map(({ name, visible }) => [name, visible])),
      interfaceWidths: profiles.interfaceWidths,
      metadata: series.metadata,
    },
  };
}
