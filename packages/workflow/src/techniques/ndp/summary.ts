import { finiteExtent, finiteMedian } from '@operando/core';
import type { Summary } from '../../technique/technique.js';
import type { NdpAnalysis } from './analyse.js';

/** Numbers and words of an analysis. */
export function summariseNdp({ profiles, series, balance, calibration, axes }: NdpAnalysis): Summary {
  const frames = series.time.start.length;
  const bins = series.axis.size;
  const { total, scaleUncertainty, lambda } = profiles;
  const extent = finiteExtent(total.value);
  const medianStderr = finiteMedian(total.stderr);
  const misfits = profiles.status.filter((status) => status === 'misfit').length;
  const ions = axes.map(({ ion }) => ion);
  return {
    headline: {
      frames,
      depthBins: bins,
      particles: ions,
      lambda: Number.isFinite(lambda) ? lambda : null,
      total: extent === undefined ? null : { from: extent[0], to: extent[1], medianStderr },
      scaleUncertainty,
      misfits,
      ...(balance === undefined
        ? {}
        : {
            chargeBalance: {
              layer: balance.layer,
              slope: balance.slope,
              stderr: balance.slopeStderr,
              totalStderr: balance.slopeTotalStderr,
              offset: balance.offset,
              chiSquare: balance.chiSquare,
              degreesOfFreedom: balance.degreesOfFreedom,
            },
          }),
    },
    text: [
      `${frames} profiles of ${bins} depth bins to ${series.axis.values[bins]!.toFixed(3)} um (${ions.join(' and ')})`,
      ...(extent === undefined
        ? []
        : [
            `atoms per cm2 in all layers: ${extent[0].toPrecision(4)} to ${extent[1].toPrecision(4)}, median standard error ${medianStderr.toPrecision(2)}, scale uncertain by ${(100 * scaleUncertainty).toFixed(1)} %`,
          ]),
      ...(balance === undefined
        ? []
        : [
            `${balance.layer}: ${balance.slope.toFixed(4)} +- ${balance.slopeStderr.toFixed(4)} lithium for each one passed (with the scale: +- ${balance.slopeTotalStderr.toFixed(4)})`,
          ]),
      ...(misfits > 0 ? [`${misfits} frames are not explained by the layers given`] : []),
    ].join('\n'),
    details: {
      calibration: {
        coefficients: calibration.coefficients,
        covariance: calibration.covariance,
        reducedChiSquare: calibration.reducedChiSquare,
      },
      axes,
      metadata: series.metadata,
    },
  };
}
