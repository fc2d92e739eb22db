import { OperandoError } from '@operando/core';
import type { EstimateColumn, ResultTable, Series } from '@operando/core';
import { profilePixelsSteps } from '@operando/ndp-depth';
import type { PixelProfiles } from '@operando/ndp-depth';
import { runStage } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import type { ResultFile } from '../../technique/result-files.js';
import type { NdpAnalysis, NdpInput } from './analyse.js';
import type { CountedFrames } from './counted-frames.js';
import type { NdpOptions } from './options.js';
import { withStopping } from './stopping.js';

/**
 * Profiles of every pixel. The geometry is that of the whole detector: each pixel sees its share of the counts.
 *
 * @throws OperandoError as `profilePixels`; `unsupported` with a monitor in the spectra.
 */
export async function profileEveryPixel(
  { pixels, rebin }: CountedFrames,
  { blank, stopping }: Pick<NdpInput, 'blank' | 'stopping'>,
  options: NdpOptions,
  context: RunContext,
): Promise<PixelProfiles | undefined> {
  if (pixels === undefined) return undefined;
  const {
    depthBins,
    background: _file,
    front: _front,
    temporalSmoothness: _joined,
    deadTime,
    monitorChannels,
    ...rest
  } = options;
  const { channels, time, axis, signal } = pixels;
  if (monitorChannels !== undefined || (deadTime !== undefined && channels['live_time'] === undefined))
    throw new OperandoError('unsupported', 'monitors and dead times that are taken from the spectra of pixels.', {
      where: { parameter: monitorChannels === undefined ? 'deadTime' : 'monitorChannels' },
      cure: 'Give live times and monitor counts of the frames with them, or leave pixels out.',
    });
  const count = signal.size / (time.start.length * axis.size);
  const steps = profilePixelsSteps(pixels, {
    ...rest,
    ...blank,
    sample: withStopping(options.sample, stopping),
    grid: depthBins,
    rebin: rebin === undefined ? undefined : { width: rebin },
    pixelSensitivity: new Float64Array(count).fill(1 / count),
  });
  return runStage(steps, 'inverting pixels', context);
}

/** Numbers of each frame and pixel along the dimensions of the detector. */
function placesOf({ dims, signal }: Series): {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
} {
  const shape = signal.shape.slice(0, -1);
  const size = shape.reduce((product, length) => product * length, 1);
  const names = ['frame', ...dims.slice(1, -1)];
  const columns = shape.map((length, d) => {
    const inner = shape.slice(d + 1).reduce((product, each) => product * each, 1);
    return Float64Array.from({ length: size }, (_, k) => Math.floor(k / inner) % length);
  });
  return { names, columns };
}

/** Atoms per cm2 in every pixel of every frame. */
export function pixelTable({ pixels, profiles }: NdpAnalysis): ResultTable | undefined {
  if (pixels === undefined) return undefined;
  const { names, columns } = placesOf(pixels.series);
  const amounts = [...pixels.layers, pixels.total];
  const called = [...profiles.layers, profiles.total].map(({ name }) => name);
  return {
    name: 'pixels',
    index: { rows: 'frame', columns: names.map((name, d) => ({ name, unit: '1', values: columns[d]! })) },
    columns: amounts.map(({ values, stderr, status }, k): EstimateColumn => ({
      name: called[k]!,
      unit: '1/cm^2',
      values,
      stderr,
      status,
    })),
  };
}

/** Concentrations over depth in every pixel of every frame, as NeXus. */
export function pixelFiles({ pixels }: NdpAnalysis): ResultFile[] {
  if (pixels === undefined) return [];
  const { series } = pixels;
  return [
    {
      name: 'pixels.nxs',
      write: ({ nexus }) =>
        nexus(
          (async function* () {
            yield series;
          })(),
          series.time.start.length,
          { name: 'concentration', unit: '1/cm^3' },
        ),
    },
  ];
}
