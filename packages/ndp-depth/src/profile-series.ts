import { createAxis, createSeries, flatValues, OperandoError } from '@operando/core';
import type { Channel, OperandoWarning, Series } from '@operando/core';
import type { LambdaRule } from '@operando/numerics';
import type { EnergyCalibration } from '@operando/peak-fit';
import { directConverter } from './concentration-profile.js';
import { deconvolve, withEstimate } from './deconvolve.js';
import type { DeconvolvedProfile } from './deconvolve.js';
import { depthModel } from './depth-model.js';
import type { DepthModel } from './depth-model.js';
import type { DepthProfile } from './profile.js';
import { rebinCounts } from './rebin-counts.js';
import type { CountBins } from './rebin-counts.js';
import { depthGrid } from './response-matrix.js';
import type { DepthGrid, DepthGridOptions } from './response-matrix.js';
import { depthAxes } from './sample.js';
import type { NdpSample } from './sample.js';
import { neutronTransmission } from './self-shielding.js';
import type { BeamOptions } from './self-shielding.js';
import { exposureUncertainty } from './sensitivity.js';
import type { Geometry } from './sensitivity.js';
import { checkSpectrum } from './spectrum.js';
import type { NdpSpectrum } from './spectrum.js';
import { spreadOnto } from './spread-onto.js';
import { smoothFrames } from './temporal-smoothing.js';

/** A series of counts: against channel, or against channel edges in keV. */
export type CountSeries = Series<'channel'> | Series<'energy', 'keV'>;

/** Options of {@link profileSeries}. */
export interface ProfileSeriesOptions {
  /** The sample; a function of the frame where layers change (plating, swelling). */
  readonly sample: NdpSample | ((frame: number) => NdpSample);
  readonly geometry: Geometry;
  /** Needed for a series against channel. */
  readonly calibration?: EnergyCalibration | undefined;
  /** `direct` takes the particle that reaches deepest, unless `sample.particles` names one. @default 'tikhonov' */
  readonly method?: 'direct' | 'tikhonov' | 'richardson-lucy' | undefined;
  /** Frames to sum first. @default every frame by itself */
  readonly rebin?: CountBins | undefined;
  /** Background in counts per live second and channel, as of a blank without lithium. */
  readonly background?: ArrayLike<number> | undefined;
  readonly backgroundVariance?: ArrayLike<number> | undefined;
  readonly grid?: DepthGrid | DepthGridOptions | undefined;
  readonly energyRange?: readonly [number, number] | undefined;
  /** As {@link DepthModelOptions.interfaceWidth}. */
  readonly interfaceWidth?: number | readonly number[] | undefined;
  /** Account for neutrons absorbed on their way in. @default not */
  readonly beam?: BeamOptions | undefined;
  /** Smoothing: one strength for all frames, by the rule applied to their sum. @default 'evidence' */
  readonly lambda?: number | LambdaRule | undefined;
  /** Steps of Richardson-Lucy. @default 30 */
  readonly iterations?: number | undefined;
  /**
   * Join frames in time by `temporalSmoothness` |(c_f - c_(f-1)) / 1e22|^2, so that neighbours
   * lend each other counts: for Tikhonov and one sample throughout. Frames are no longer independent then.
   * @default 0
   */
  readonly temporalSmoothness?: number | undefined;
  /** Frames with less than this share of the median monitor (or total count) rate are masked: the beam was off. @default 0.1 */
  readonly leastBeam?: number | undefined;
}

/** Atoms per cm2 of one layer through the frames. */
export interface LayerSeries {
  readonly name: string;
  /** Atoms per cm2; NaN in masked frames. */
  readonly value: Float64Array;
  readonly stderr: Float64Array;
}

/** Profiles of a series. */
export interface NdpProfiles {
  /** Concentration in atoms/cm3 [time x depth], with variances; frames without beam are masked. */
  readonly series: Series<'depth', 'um'>;
  readonly layers: readonly LayerSeries[];
  readonly total: LayerSeries;
  /** Common relative uncertainty of all concentrations. */
  readonly scaleUncertainty: number;
  /** Standard error of each depth edge in um, common to all frames. */
  readonly depthStderr: Float64Array;
  /** Strength of smoothing used; NaN for other methods. */
  readonly lambda: number;
  /** Each frame's own profile; undefined where masked. */
  readonly profiles: readonly (DepthProfile | undefined)[];
  readonly status: readonly ('converged' | 'misfit' | 'limit-reached' | 'direct' | 'no-beam')[];
}

function edgesOf(series: CountSeries, calibration: EnergyCalibration | undefined): Float64Array {
  const { axis } = series;
  if (axis.name === 'energy') {
    if (axis.unit !== 'keV' || !axis.edges)
      throw new OperandoError(
        'unit-mismatch',
        `the energy axis is in ${axis.unit}, given by ${axis.edges ? 'edges' : 'points'}.`,
        { cure: 'Give channel edges in keV, or channels and a calibration.' },
      );
    return axis.values;
  }
  if (calibration === undefined)
    throw new OperandoError('invalid-argument', 'the series is against channel.', {
      where: { parameter: 'calibration' },
      cure: 'Give an energy calibration (calibrateEnergy, energyCalibration).',
    });
  if (axis.edges) return Float64Array.from(axis.values, (channel) => calibration.energyOf(channel));
  // Channel i reaches from i - 1/2 to i + 1/2; the axis names the channels, which need not begin at 0.
  return Float64Array.from({ length: axis.size + 1 }, (_, i) =>
    calibration.energyOf((i < axis.size ? axis.values[i]! : axis.values[axis.size - 1]! + 1) - 0.5),
  );
}

function spectraOf(series: CountSeries, channelEdges: Float64Array, options: ProfileSeriesOptions): NdpSpectrum[] {
  const values = flatValues(series.signal);
  const channels = series.axis.size;
  const live = series.channels['live_time']?.values ?? series.time.duration;
  const monitor = series.channels['monitor']?.values;
  return Array.from({ length: series.time.start.length }, (_, f) => {
    const spectrum: NdpSpectrum = {
      counts: values.subarray(f * channels, (f + 1) * channels),
      channelEdges,
      liveTime: live[f]!,
      realTime: series.time.duration[f]! > 0 ? series.time.duration[f]! : live[f]!,
      ...(monitor === undefined ? {} : { monitor: monitor[f]! }),
      ...(options.background === undefined ? {} : { background: options.background }),
      ...(options.backgroundVariance === undefined ? {} : { backgroundVariance: options.backgroundVariance }),
    };
    checkSpectrum(spectrum, f);
    return spectrum;
  });
}

/** Frames in which the beam was on. */
function withBeam(spectra: readonly NdpSpectrum[], least: number): boolean[] {
  const rates = spectra.map((spectrum) => {
    const counted = spectrum.monitor ?? Array.from(spectrum.counts).reduce((sum, value) => sum + value, 0);
    return spectrum.liveTime > 0 ? counted / spectrum.liveTime : 0;
  });
  const usual = rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)]!;
  return rates.map((rate) => rate > 0 && rate >= least * usual);
}

/** All frames' counts in one spectrum. */
function sumOf(spectra: readonly NdpSpectrum[]): NdpSpectrum {
  const first = spectra[0]!;
  const counts = new Float64Array(first.counts.length);
  let liveTime = 0;
  let realTime = 0;
  let monitor = 0;
  for (const spectrum of spectra) {
    for (let i = 0; i < counts.length; i++) counts[i]! += spectrum.counts[i]!;
    liveTime += spectrum.liveTime;
    realTime += spectrum.realTime!;
    monitor += spectrum.monitor ?? 0;
  }
  return Object.assign({}, first, { counts, liveTime, realTime }, first.monitor === undefined ? {} : { monitor });
}

/**
 * Depth profiles of every frame of a counting series.
 *
 * Channels `live_time` (s) and `monitor` (counts) of the series are used where
 * present; else the exposure counts as live. One forward model serves all frames,
 * unless the sample is a function of the frame: then it is made anew where layers differ, and
 * all profiles are brought onto the first frame's depth bins, amounts conserved.
 *
 * @throws OperandoError as {@link depthAxes}, {@link depthModel}; `too-few-points` when no frame has beam.
 */
export function profileSeries(counts: CountSeries, options: ProfileSeriesOptions): NdpProfiles {
  const { method = 'tikhonov', leastBeam = 0.1 } = options;
  // The two kinds of series differ in their axis only, which re-binning keeps.
  const series = options.rebin === undefined ? counts : (rebinCounts(counts as Series, options.rebin) as CountSeries);
  const channelEdges = edgesOf(series, options.calibration);
  const spectra = spectraOf(series, channelEdges, options);
  const beam = withBeam(spectra, leastBeam);
  if (!beam.includes(true)) throw new OperandoError('too-few-points', 'no frame has any counts.');
  const sampleOf = typeof options.sample === 'function' ? options.sample : (): NdpSample => options.sample as NdpSample;
  const firstFrame = beam.indexOf(true);

  const { temporalSmoothness = 0 } = options;
  if (
    temporalSmoothness !== 0 &&
    (!(temporalSmoothness > 0) || method !== 'tikhonov' || typeof options.sample === 'function')
  ) {
    throw new OperandoError(
      'invalid-argument',
      `a temporal smoothness of ${temporalSmoothness} with method ${method}.`,
      {
        where: { parameter: 'temporalSmoothness' },
        cure: "It is for method 'tikhonov' and a sample whose layers stay.",
      },
    );
  }
  let prepared:
    | {
        readonly model?: DepthModel;
        readonly key: string;
        readonly convert: (spectrum: NdpSpectrum, start: ArrayLike<number> | undefined) => DepthProfile;
      }
    | undefined;
  let lambda: number | LambdaRule = options.lambda ?? 'evidence';
  const prepare = (frame: number): NonNullable<typeof prepared> => {
    const sample = sampleOf(frame);
    const key = JSON.stringify(sample);
    if (prepared?.key === key) return prepared;
    const all = depthAxes(sample);
    const axes = method === 'direct' ? [all.at(-1)!] : all;
    const grid =
      options.grid !== undefined && 'edges' in options.grid
        ? options.grid
        : depthGrid(axes, { ...options.grid, ...(method === 'direct' ? { deepest: axes[0]!.reach } : {}) });
    const middles =
      grid.layer.length === 0 ? [] : Array.from(grid.layer, (_, j) => 0.5 * (grid.edges[j]! + grid.edges[j + 1]!));
    const transmission =
      options.beam === undefined ? {} : { transmission: neutronTransmission(sample.layers, middles, options.beam) };
    if (method === 'direct') {
      const convert = directConverter(channelEdges, axes[0]!, options.geometry, { grid, ...transmission });
      return { key, convert: (spectrum) => convert(spectrum) };
    }
    const model: DepthModel = depthModel({
      axes,
      channelEdges,
      geometry: options.geometry,
      grid,
      ...transmission,
      ...(options.energyRange === undefined ? {} : { energyRange: options.energyRange }),
      ...(options.interfaceWidth === undefined ? {} : { interfaceWidth: options.interfaceWidth }),
    });
    if (method === 'tikhonov' && typeof lambda !== 'number')
      lambda = deconvolve(sumOf(spectra.filter((_, f) => beam[f])), model, { lambda }).lambda;
    const { iterations } = options;
    return {
      key,
      model,
      convert: (spectrum, start) =>
        deconvolve(spectrum, model, {
          method,
          lambda,
          ...(start === undefined ? {} : { start }),
          ...(iterations === undefined ? {} : { iterations }),
        }),
    };
  };

  const profiles: (DepthProfile | undefined)[] = [];
  let before: Float64Array | undefined;
  for (const [f, spectrum] of spectra.entries()) {
    if (beam[f] !== true) {
      profiles.push(undefined);
      continue;
    }
    const ready = prepare(f);
    if (ready !== prepared) before = undefined;
    prepared = ready;
    const profile = ready.convert(spectrum, before);
    if ('own' in profile) before = (profile as DeconvolvedProfile).own;
    profiles.push(profile);
  }
  if (temporalSmoothness > 0)
    joinFrames(profiles, prepared!.model!, temporalSmoothness, (frame) =>
      exposureUncertainty(spectra[frame]!, options.geometry),
    );
  return gather(
    series,
    profiles,
    profiles[firstFrame]!,
    typeof lambda === 'number' ? lambda : Number.NaN,
    method,
    options,
  );
}

/** Replace profiles by those that the frames have together; masked frames break no link, they only lie further apart. */
function joinFrames(
  profiles: (DepthProfile | undefined)[],
  model: DepthModel,
  strength: number,
  monitorError: (frame: number) => number,
): void {
  const used = [...profiles.keys()].filter((frame) => profiles[frame] !== undefined);
  const links = used.slice(1).map((frame, i) => strength / (1e44 * (frame - used[i]!)));
  const joined = smoothFrames(
    used.map((frame) => {
      const profile = profiles[frame] as DeconvolvedProfile;
      return { x: profile.own, precision: profile.precision() };
    }),
    links,
  );
  used.forEach(
    (frame, i) =>
      (profiles[frame] = withEstimate(
        profiles[frame] as DeconvolvedProfile,
        model,
        joined[i]!.x,
        joined[i]!.covariance,
        monitorError(frame),
      )),
  );
}

/** Bring the frames together in one series and its tables. */
function gather(
  series: CountSeries,
  profiles: readonly (DepthProfile | undefined)[],
  first: DepthProfile,
  lambda: number,
  method: string,
  options: ProfileSeriesOptions,
): NdpProfiles {
  const bins = first.layer.length;
  const frames = profiles.length;
  const signal = new Float64Array(frames * bins).fill(Number.NaN);
  const variances = new Float64Array(frames * bins).fill(Number.NaN);
  const mask = new Uint8Array(frames * bins);
  const status: NdpProfiles['status'][number][] = [];
  const table = (
    name: string,
    of: (profile: DepthProfile) => { readonly value: number; readonly stderr: number } | undefined,
  ): LayerSeries => ({
    name,
    value: Float64Array.from(profiles, (profile) =>
      profile === undefined ? Number.NaN : (of(profile)?.value ?? Number.NaN),
    ),
    stderr: Float64Array.from(profiles, (profile) =>
      profile === undefined ? Number.NaN : (of(profile)?.stderr ?? Number.NaN),
    ),
  });
  profiles.forEach((profile, f) => {
    if (profile === undefined) {
      mask.fill(1, f * bins, (f + 1) * bins);
      status.push('no-beam');
      return;
    }
    const same = profile.depthEdges === first.depthEdges;
    signal.set(
      same ? profile.concentration : spreadOnto(profile.depthEdges, profile.concentration, first.depthEdges),
      f * bins,
    );
    const errors = profile.stderr.map((value) => value * value);
    variances.set(same ? errors : spreadOnto(profile.depthEdges, errors, first.depthEdges), f * bins);
    status.push('status' in profile ? (profile as DeconvolvedProfile).status : 'direct');
  });
  const layers = first.layers.map((layer, k) => table(layer.name, (profile) => profile.layers[k]));
  const total = table('all', (profile) => profile.total);
  const warnings: OperandoWarning[] = [];
  const tell = (code: string, which: string, message: string): void => {
    const count = status.filter((each) => each === which).length;
    if (count > 0)
      warnings.push({
        code,
        message: `${count} of ${frames} frames ${message}`,
        where: { frame: status.findIndex((each) => each === which) },
      });
  };
  tell('no-beam', 'no-beam', 'have hardly any beam and are masked.');
  tell('misfit', 'misfit', 'are not explained by the layers given (chi2 too large).');
  tell('not-converged', 'limit-reached', 'did not converge.');
  const channels: Record<string, Channel> = { ...series.channels };
  for (const layer of [...layers, total])
    channels[`areal_density_${layer.name}`] = {
      values: layer.value,
      stderr: layer.stderr,
      unit: '1/cm^2',
      description: `atoms per cm2, ${layer.name}`,
    };
  return {
    series: createSeries({
      signal,
      variances,
      mask,
      axis: createAxis({ name: 'depth', unit: 'um', values: first.depthEdges, edges: true }),
      time: series.time,
      channels,
      metadata: series.metadata,
      provenance: [
        ...series.provenance,
        {
          step: 'ndp-depth/profileSeries',
          options: { method, lambda, rebin: options.rebin?.width ?? null, interfaceWidth: options.interfaceWidth ?? 0 },
          warnings,
        },
      ],
    }),
    layers,
    total,
    scaleUncertainty: first.scaleUncertainty,
    depthStderr: first.depthStderr,
    lambda,
    profiles,
    status,
  };
}
