import { flatValues, OperandoError, seriesWarnings } from '@operando/core';
import type { Electrochemistry, Series } from '@operando/core';
import {
  calibrateEnergy,
  chargeBalance,
  depthAxes,
  energyCalibration,
  findCalibrationLine,
  profileSeries,
} from '@operando/ndp-depth';
import type { ChargeBalance, EnergyCalibration, LayerSpec, NdpProfiles, NdpSample } from '@operando/ndp-depth';
import { joinCycler } from '../../technique/join-cycler.js';
import type { Analysed } from '../../technique/technique.js';
import type { Blank } from './blank.js';
import { withCounters } from './counters.js';
import type { NdpOptions } from './options.js';

/** What `ndp` takes. */
export interface NdpInput {
  readonly spectra: Series<'channel', '1'>;
  readonly blank?: Blank | undefined;
  readonly cycler?: Electrochemistry | undefined;
}

/** What `ndp` computed. */
export interface NdpAnalysis extends Analysed {
  readonly profiles: NdpProfiles;
  /** Profiles, with the cycler's channels joined to the frames they were summed to. */
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
}

type LayerOptions = NdpOptions['sample']['layers'][number];

function layerOf({ material, isotopes, density, name, ...rest }: LayerOptions): LayerSpec {
  return { ...rest, name: name ?? material, material: { formula: material, density, isotopes } };
}

/** The sample as the library takes it. */
export function sampleOf({ sample }: Pick<NdpOptions, 'sample'>): NdpSample {
  const { layers, window = [], deadLayer = [], ...rest } = sample;
  return { ...rest, layers: layers.map(layerOf), window: window.map(layerOf), deadLayer: deadLayer.map(layerOf) };
}

function calibrationOf({ calibration }: NdpOptions, series: Series<'channel', '1'>): EnergyCalibration {
  if ('offset' in calibration) {
    const { offset, gain, quadratic } = calibration;
    return energyCalibration([offset, gain, ...(quadratic === undefined ? [] : [quadratic])]);
  }
  const values = flatValues(series.signal);
  const channels = series.axis.size;
  const first = series.axis.values[0]!;
  // A spectrum that begins at another channel than 0 is moved to where it belongs.
  const sum = new Float64Array(first + channels);
  for (let k = 0; k < values.length; k++) sum[first + (k % channels)]! += values[k]!;
  const lines = calibration.lines.map((line) => findCalibrationLine(sum, line));
  return calibrateEnergy(lines, calibration.order === undefined ? {} : { order: calibration.order });
}

function balanceOf(
  series: Series,
  { layers, scaleUncertainty }: NdpProfiles,
  { charge }: NdpOptions,
): NdpAnalysis['balance'] {
  const capacity = series.channels['net_capacity_ah'];
  if (charge === undefined || capacity === undefined) return undefined;
  const { layer: name, electrodeArea = 1, sign = 1 } = charge;
  const layer = layers.find((each) => each.name === name);
  if (layer === undefined) {
    throw new OperandoError('invalid-argument', `there is no layer ${name}.`, {
      where: { parameter: 'charge.layer' },
      cure: `Layers: ${layers.map((each) => each.name).join(', ')}.`,
    });
  }
  const balance = chargeBalance({
    arealDensity: layer.value,
    arealDensityStderr: layer.stderr,
    charge: capacity.values.map((ampereHours) => 1000 * sign * ampereHours),
    electrodeArea,
    scaleUncertainty,
  });
  return { ...balance, layer: name };
}

/** Calibrate, sum, invert, join, balance. */
export function analyseNdp({ spectra, blank, cycler }: NdpInput, options: NdpOptions): NdpAnalysis {
  const counted = withCounters(spectra, options);
  if (counted.channels['live_time'] === undefined && counted.time.duration.every((seconds) => seconds === 0)) {
    throw new OperandoError('invalid-argument', 'neither live times nor exposures are known.', {
      where: { parameter: 'timeStep' },
      cure: 'Give the seconds of each spectrum (command: --time-step).',
    });
  }
  const { method, lambda, rebin, interfaceWidth, beam, energyRange, geometry } = options;
  const calibration = calibrationOf(options, counted);
  const sample = sampleOf(options);
  const profiles = profileSeries(counted, {
    sample,
    geometry: { ...geometry, reaction: sample.reaction },
    calibration,
    method,
    lambda,
    rebin: rebin === undefined ? undefined : { width: rebin },
    interfaceWidth,
    beam,
    energyRange,
    ...blank,
  });
  const { series, warnings, ...joined } = joinCycler(profiles.series, cycler, options);
  const balance = balanceOf(series, profiles, options);
  return {
    ...joined,
    profiles,
    series,
    calibration,
    axes: depthAxes(sample).map(({ ion, reach, surfaceEnergy, layers }) => ({
      ion,
      reach,
      surfaceEnergy,
      sources: layers.map(({ name, source }) => `${name}: ${source}`),
    })),
    ...(balance === undefined ? {} : { balance }),
    steps: series.provenance,
    warnings: [...warnings, ...seriesWarnings(series)],
  };
}
