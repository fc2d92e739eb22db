import { isOperandoError, OperandoError, seriesWarnings } from '@operando/core';
import type { Electrochemistry, FrameSource, OperandoWarning, Series } from '@operando/core';
import { chargeBalance, profileSeries } from '@operando/ndp-depth';
import type { ChargeBalance, NdpProfiles } from '@operando/ndp-depth';
import type { RunContext } from '../../technique/context.js';
import { inMemory } from '../../technique/read-files.js';
import { joinCycler } from '../../technique/join-cycler.js';
import type { Analysed } from '../../technique/technique.js';
import type { Blank } from './blank.js';
import type { NdpOptions } from './options.js';

/** What `ndp` takes. */
export interface NdpInput {
  readonly spectra: Series<'channel', '1'> | FrameSource<'channel', '1'>;
  readonly blank?: Blank | undefined;
  readonly cycler?: Electrochemistry | undefined;
}

/** What `ndp` computed. */
export interface NdpAnalysis extends Analysed {
  readonly profiles: NdpProfiles;
  /** Profiles, with the cycler's channels joined to the frames they were summed to. */
  readonly series: Series<'depth', 'um'>;
  readonly balance?: ChargeBalance & { readonly layer: string };
  readonly electrochemistry?: Electrochemistry;
}

/** The charge balance, or a warning where too few frames have lithium and charge: all else is known without it. */
function balanceOf(
  series: Series,
  { layers, scaleUncertainty }: NdpProfiles,
  { charge }: NdpOptions,
): { readonly balance?: NonNullable<NdpAnalysis['balance']>; readonly warnings: readonly OperandoWarning[] } {
  const capacity = series.channels['net_capacity_ah'];
  if (charge === undefined || capacity === undefined) return { warnings: [] };
  const { layer: name, electrodeArea, sign = 1 } = charge;
  const layer = layers.find((each) => each.name === name);
  if (layer === undefined) {
    throw new OperandoError('invalid-argument', `there is no layer ${name}.`, {
      where: { parameter: 'charge.layer' },
      cure: `Layers: ${layers.map((each) => each.name).join(', ')}.`,
    });
  }
  const passed = capacity.values.map((ampereHours) => 1000 * sign * ampereHours);
  try {
    const balance = { ...chargeBalance(layer, passed, { electrodeArea, scaleUncertainty }), layer: name };
    return { balance, warnings: [] };
  } catch (error) {
    if (!isOperandoError(error) || error.code !== 'too-few-points') throw error;
    const { code, problem, cure = '' } = error;
    return { warnings: [{ code, message: `No charge balance of ${name}: ${problem} ${cure}`.trim() }] };
  }
}

/** @throws OperandoError `invalid-argument` where counts cannot become rates. */
function expectLiveTimes({ channels, time }: Series, { deadTime }: NdpOptions): void {
  if (
    channels['live_time'] === undefined &&
    deadTime === undefined &&
    time.duration.every((seconds) => seconds === 0)
  ) {
    throw new OperandoError('invalid-argument', 'neither live times nor exposures are known.', {
      where: { parameter: 'timeStep' },
      cure: 'Give the seconds of each spectrum (command: --time-step).',
    });
  }
}

/** Calibrate, sum, invert, join, balance. */
export async function analyseNdp(
  { spectra, blank, cycler }: NdpInput,
  options: NdpOptions,
  context: RunContext,
): Promise<NdpAnalysis> {
  const counts = await inMemory(spectra, context);
  expectLiveTimes(counts, options);
  const { rebin, depthBins, background: _file, ...profiling } = options;
  const profiles = profileSeries(counts, {
    ...profiling,
    ...blank,
    grid: depthBins,
    rebin: rebin === undefined ? undefined : { width: rebin },
  });
  const { series, warnings, ...joined } = joinCycler(profiles.series, cycler, options);
  const { balance, warnings: unbalanced } = balanceOf(series, profiles, options);
  return {
    ...joined,
    profiles,
    series,
    ...(balance === undefined ? {} : { balance }),
    steps: series.provenance,
    warnings: [...warnings, ...seriesWarnings(series), ...unbalanced],
  };
}
