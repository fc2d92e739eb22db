import { OperandoError, seriesWarnings } from '@operando/core';
import type { Electrochemistry, OperandoWarning, Series } from '@operando/core';
import { chargeBalance, profileSeries } from '@operando/ndp-depth';
import type { ChargeBalance, EnergyCalibration, NdpProfiles } from '@operando/ndp-depth';
import { joinCycler } from '../join-cycler.js';
import type { JoinOptions } from '../join-cycler.js';
import type { NdpModel } from './ndp-model.js';

/** Options of {@link analyseNdp}. */
export interface NdpAnalyseOptions extends JoinOptions {
  readonly model: NdpModel;
  readonly method: 'direct' | 'tikhonov' | 'richardson-lucy';
  /** Seconds of each sum of frames. */
  readonly rebin: number | undefined;
  readonly lambda: number | 'evidence' | 'gcv' | 'discrepancy' | 'l-curve';
  /** Counts per live second and channel. */
  readonly background: Float64Array | undefined;
  readonly backgroundVariance: Float64Array | undefined;
}

/** What `operando ndp` computed. */
export interface NdpAnalysis {
  /** Profiles, with the cycler's channels joined to the frames they were summed to. */
  readonly profiles: NdpProfiles;
  readonly series: Series<'depth', 'um'>;
  readonly calibration: EnergyCalibration;
  readonly axes: readonly {
    readonly ion: string;
    readonly reach: number;
    readonly surfaceEnergy: number;
    readonly sources: readonly string[];
  }[];
  readonly balance?: ChargeBalance & { readonly layer: string };
  readonly electrochemistry?: Electrochemistry;
  readonly warnings: readonly OperandoWarning[];
}

/** Calibrate, sum, invert, join, balance: everything `operando ndp` does between reading and writing. */
export function analyseNdp(
  spectra: Series<'channel', '1'>,
  cycler: Electrochemistry | undefined,
  options: NdpAnalyseOptions,
): NdpAnalysis {
  const warnings: OperandoWarning[] = [];
  const { model } = options;
  if (
    spectra.channels['live_time'] === undefined &&
    model.deadTime === undefined &&
    spectra.time.duration.every((seconds) => seconds === 0)
  ) {
    throw new OperandoError('invalid-argument', 'neither live times nor exposures are known.', {
      where: { parameter: 'time-step' },
      cure: 'Give --time-step with the seconds of each spectrum.',
    });
  }
  const { background, backgroundVariance, method, lambda, rebin } = options;
  const { charge: _, ...given } = model;
  const profiles = profileSeries(spectra, {
    ...given,
    background,
    backgroundVariance,
    method,
    lambda,
    rebin: rebin === undefined ? undefined : { width: rebin },
  });
  const axes = profiles.axes.map((axis) => ({
    ion: axis.ion,
    reach: axis.reach,
    surfaceEnergy: axis.surfaceEnergy,
    sources: axis.layers.map((layer) => `${layer.name}: ${layer.source}`),
  }));
  const joined =
    cycler === undefined ? { series: profiles.series } : joinCycler(profiles.series, cycler, options, warnings);
  const { series } = joined;
  const capacity = series.channels['net_capacity_ah'];
  let balance: NdpAnalysis['balance'];
  if (model.charge !== undefined && capacity !== undefined) {
    const { layer: name, electrodeArea = 1, sign = 1 } = model.charge;
    const layer = profiles.layers.find((each) => each.name === name);
    if (layer === undefined) {
      throw new OperandoError('invalid-argument', `there is no layer ${name}.`, {
        where: { parameter: 'charge.layer' },
        cure: `Layers: ${profiles.layers.map((each) => each.name).join(', ')}.`,
      });
    }
    const charge = capacity.values.map((ampereHours) => 1000 * sign * ampereHours);
    balance = Object.assign(
      chargeBalance(layer, charge, { electrodeArea, scaleUncertainty: profiles.scaleUncertainty }),
      { layer: name },
    );
  }
  warnings.push(...seriesWarnings(series));
  return {
    profiles,
    calibration: profiles.calibration!,
    axes,
    warnings,
    ...joined,
    ...(balance === undefined ? {} : { balance }),
  };
}
