import { flatMask, flatValues, OperandoError } from '@operando/core';
import type { Series } from '@operando/core';
import { sumOfFrames } from './count-frames.js';
import type { CountSeries, KeptFrame } from './count-frames.js';
import { mostGroups } from './frame-groups.js';
import type { ProfileSeriesOptions } from './options.js';

/** Options of `profilePixels`: a sample whose layers stay, without links between frames and without a front. */
export interface PixelOptions extends Omit<
  ProfileSeriesOptions,
  'sample' | 'front' | 'temporalSmoothness' | 'deadTime' | 'monitorChannels'
> {
  /** Layers, reactions and detector: the same in every frame. */
  readonly sample: Exclude<ProfileSeriesOptions['sample'], (...frame: never[]) => unknown>;
  /** Relative sensitivity of each pixel, row-major: solid angle and efficiency differ over a detector. @default 1 */
  readonly pixelSensitivity?: ArrayLike<number> | undefined;
}

/** @throws OperandoError `shape-mismatch` for a series without pixels, `invalid-argument` for sensitivities that are none. */
export function checkPixels(series: Series, { pixelSensitivity }: PixelOptions, pixels: number): void {
  if (series.dims.length < 3)
    throw new OperandoError('shape-mismatch', `the series has the dimensions ${series.dims.join(', ')}.`, {
      cure: 'Give one with pixels between time and channel; profileSeries takes one without.',
    });
  if (pixelSensitivity === undefined) return;
  const wrong = Array.from(pixelSensitivity).findIndex((value) => !(value > 0 && value < Infinity));
  if (pixelSensitivity.length !== pixels || wrong >= 0)
    throw new OperandoError(
      'invalid-argument',
      wrong >= 0
        ? `pixel ${wrong} has a sensitivity of ${pixelSensitivity[wrong]}.`
        : `${pixelSensitivity.length} sensitivities for ${pixels} pixels.`,
      { where: { parameter: 'pixelSensitivity' }, cure: 'Give a positive factor for each pixel.' },
    );
}

/** The spectra of a stack, pixel by pixel and frame by frame. */
export function spectraOf(
  series: CountSeries,
  pixels: number,
  { pixelSensitivity }: PixelOptions,
): (frame: number, pixel: number) => KeptFrame {
  const values = flatValues(series.signal);
  const mask = series.mask === undefined ? undefined : flatMask(series.mask);
  const { size } = series.axis;
  const real = series.channels['real_time']?.values ?? series.time.duration;
  const live = series.channels['live_time']?.values ?? real;
  const monitor = series.channels['monitor']?.values;
  return (frame, pixel) => {
    const from = (frame * pixels + pixel) * size;
    const own = mask?.subarray(from, from + size);
    const partly = own?.includes(1) === true ? own : undefined;
    const raw = values.subarray(from, from + size);
    const counts = partly === undefined ? raw : raw.map((value, i) => (partly[i] === 1 ? 0 : value));
    // A pixel that sees less is one that has counted for a shorter time.
    const factor = pixelSensitivity?.[pixel] ?? 1;
    return {
      counts,
      total: counts.reduce((sum, value) => sum + value, 0),
      liveTime: live[frame]! * factor,
      realTime: real[frame]! > 0 ? real[frame]! * factor : live[frame]! * factor,
      monitor: monitor === undefined ? undefined : monitor[frame]! * factor,
      masked: partly?.includes(0) === false,
      mask: partly,
    };
  };
}

/** Sums of neighbouring pixels, over all frames: what differs over the detector differs between them. */
export function sumsOfStack(
  spectrum: (frame: number, pixel: number) => KeptFrame,
  used: readonly number[],
  pixels: number,
): KeptFrame[] {
  const all = used.length * pixels;
  const count = Math.min(mostGroups, all);
  return Array.from({ length: count }, (_, k) => {
    const from = Math.floor((k * all) / count);
    const to = Math.floor(((k + 1) * all) / count);
    return sumOfFrames(
      Array.from({ length: to - from }, (__, i) => {
        const index = from + i;
        return spectrum(used[index % used.length]!, Math.floor(index / used.length));
      }),
    );
  });
}
