import { createSeries, flatValues, OperandoError, seriesWarnings } from '@operando/core';
import type { Channel, Electrochemistry, OperandoWarning, Series } from '@operando/core';
import {
  calibrateEnergy,
  chargeBalance,
  depthAxes,
  energyCalibration,
  findCalibrationLine,
  liveTimeOf,
  profileSeries,
} from '@operando/ndp-depth';
import type { ChargeBalance, EnergyCalibration, LayerSpec, NdpProfiles, NdpSample } from '@operando/ndp-depth';
import { joinCycler } from '../join-cycler.js';
import type { JoinOptions } from '../join-cycler.js';
import type { ModelLayer, NdpModel } from './ndp-model.js';

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

function layerOf({ material, isotopes, density, ...rest }: ModelLayer): LayerSpec {
  const spec = {
    formula: material,
    ...(density === undefined ? {} : { density }),
    ...(isotopes === undefined ? {} : { isotopes }),
  };
  return { ...rest, name: rest.name ?? material, material: spec } as LayerSpec;
}

/** The sample of a model file as the library takes it. */
export function sampleOf({ sample }: NdpModel): NdpSample {
  const { layers, window, deadLayer, ...rest } = sample;
  return {
    ...rest,
    layers: layers.map(layerOf),
    window: (window ?? []).map(layerOf),
    deadLayer: (deadLayer ?? []).map(layerOf),
  } as NdpSample;
}

function calibrationOf(model: NdpModel, series: Series<'channel', '1'>): EnergyCalibration {
  const { calibration } = model;
  if ('offset' in calibration)
    return energyCalibration([
      calibration.offset,
      calibration.gain,
      ...(calibration.quadratic === undefined ? [] : [calibration.quadratic]),
    ]);
  const values = flatValues(series.signal);
  const channels = series.axis.size;
  const first = series.axis.values[0]!;
  // A spectrum that begins at another channel than 0 is moved to where it belongs.
  const sum = new Float64Array(first + channels);
  for (let k = 0; k < values.length; k++) sum[first + (k % channels)]! += values[k]!;
  const lines = calibration.lines.map((line) =>
    findCalibrationLine(sum, {
      near: line.near,
      halfWidth: line.halfWidth,
      energy: line.energy,
      ...(line.energyStderr === undefined ? {} : { energyStderr: line.energyStderr }),
      ...(line.tail === undefined ? {} : { tail: line.tail }),
    }),
  );
  return calibrateEnergy(lines, calibration.order === undefined ? {} : { order: calibration.order });
}

/** Live times by dead time where the files have none, and the monitor from its channels. */
function withCounters(series: Series<'channel', '1'>, model: NdpModel): Series<'channel', '1'> {
  const values = flatValues(series.signal);
  const channels = series.axis.size;
  const frames = series.time.start.length;
  const added: Record<string, Channel> = {};
  const totalOf = (frame: number, from: number, to: number): number => {
    let sum = 0;
    for (let i = 0; i < channels; i++) {
      const channel = series.axis.values[i]!;
      if (channel >= from && channel <= to) sum += values[frame * channels + i]!;
    }
    return sum;
  };
  if (series.channels['live_time'] === undefined && model.deadTime !== undefined) {
    const { deadTime } = model;
    added['live_time'] = {
      values: series.time.duration.map((duration, f) => liveTimeOf(duration, totalOf(f, 0, Infinity), deadTime)),
      unit: 's',
    };
  }
  if (model.monitorChannels !== undefined) {
    const [from, to] = model.monitorChannels;
    added['monitor'] = { values: Float64Array.from({ length: frames }, (_, f) => totalOf(f, from, to)), unit: '1' };
  }
  if (Object.keys(added).length === 0) return series;
  return createSeries({ ...series, channels: { ...series.channels, ...added } });
}

/** Calibrate, sum, invert, join, balance: everything `operando ndp` does between reading and writing. */
export function analyseNdp(
  spectra: Series<'channel', '1'>,
  cycler: Electrochemistry | undefined,
  options: NdpAnalyseOptions,
): NdpAnalysis {
  const warnings: OperandoWarning[] = [];
  const { model } = options;
  const counted = withCounters(spectra, model);
  if (counted.channels['live_time'] === undefined && counted.time.duration.every((seconds) => seconds === 0)) {
    throw new OperandoError('invalid-argument', 'neither live times nor exposures are known.', {
      where: { parameter: 'time-step' },
      cure: 'Give --time-step with the seconds of each spectrum.',
    });
  }
  const calibration = calibrationOf(model, counted);
  const sample = sampleOf(model);
  const axes = depthAxes(sample).map((axis) => ({
    ion: axis.ion,
    reach: axis.reach,
    surfaceEnergy: axis.surfaceEnergy,
    sources: axis.layers.map((layer) => `${layer.name}: ${layer.source}`),
  }));
  const reaction = model.sample.reaction === undefined ? {} : { reaction: model.sample.reaction };
  const optional = Object.fromEntries(
    Object.entries({
      interfaceWidth: model.interfaceWidth,
      beam: model.beam,
      energyRange: model.energyRange,
      background: options.background,
      backgroundVariance: options.backgroundVariance,
    }).filter(([, value]) => value !== undefined),
  );
  const profiles = profileSeries(counted, {
    sample,
    geometry: Object.assign({}, model.geometry, reaction) as Parameters<typeof profileSeries>[1]['geometry'],
    calibration,
    method: options.method,
    lambda: options.lambda,
    ...(options.rebin === undefined ? {} : { rebin: { width: options.rebin } }),
    ...optional,
  });
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
      chargeBalance({
        arealDensity: layer.value,
        arealDensityStderr: layer.stderr,
        charge,
        electrodeArea,
        scaleUncertainty: profiles.scaleUncertainty,
      }),
      { layer: name },
    );
  }
  warnings.push(...seriesWarnings(series));
  return { profiles, calibration, axes, warnings, ...joined, ...(balance === undefined ? {} : { balance }) };
}
