import { OperandoError } from '@operando/core';
import { profilePixelsSteps } from '@operando/ndp-depth';
import type { PixelProfiles } from '@operando/ndp-depth';
import { runStage } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import type { CountedFrames } from './counted-frames.js';
import type { NdpInput } from './input.js';
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
