import { medianAround } from './median-around.js';
import { meanOfCounts, meanOver } from './picture.js';
import type { PictureSize, Pixels } from './picture.js';
import { lessDarkInto, pictureSource, rawSource } from './signal-source.js';
import type { SignalSource } from './signal-source.js';
import { removeSpots } from './spots.js';
import type { TransmissionPlan } from './plan.js';

/** Arrays that frames are worked in one after another, so that none is made for each. */
export interface FrameRoom {
  /** Counts less dark, one for each pixel. */
  readonly signal: Float32Array;
  /** Their variances. */
  readonly variance: Float32Array;
}

/** Room for frames of a size. What a frame gives lies in it until the next one comes. */
export function frameRoom({ width, height }: PictureSize): FrameRoom {
  return { signal: new Float32Array(width * height), variance: new Float32Array(width * height) };
}

/** Options of {@link signalOf}. */
export interface FrameOptions {
  /** Look for spots of radiation in the camera. @default true */
  readonly spots?: boolean | undefined;
  /** Where results are put, to be overwritten by the next frame. @default arrays of their own */
  readonly room?: { readonly [name in keyof FrameRoom]?: FrameRoom[name] | undefined } | undefined;
}

/** A frame less dark, cleaned. */
export interface FrameSignal {
  /** Counts less dark. */
  readonly signal: SignalSource;
  /** Pixels that were replaced: spots, dead and hot ones. */
  readonly replacedAt: readonly number[];
  /** How many pixels were replaced as spots. */
  readonly spots: number;
  /** Mean of the signal over the open region, counts. */
  readonly dose: number;
  /** Relative standard error of the dose, which all pixels of the frame share. */
  readonly doseStderr: number;
}

/** Without a look at spots: bad pixels alone are replaced, and no picture is made. */
function rawSignal(frame: Pixels, plan: TransmissionPlan): Omit<FrameSignal, 'doseStderr'> {
  const { dark, bad, openPixels, openDark } = plan;
  const raw = rawSource(frame, dark, { places: [], values: new Float32Array(0) });
  const places = [...bad.dead, ...bad.hot].sort((a, b) => a - b);
  const values = Float32Array.from(places, (i) => medianAround(raw.at, i, plan, bad.bad));
  return {
    signal: rawSource(frame, dark, { places, values }),
    replacedAt: places,
    spots: 0,
    dose: meanOfCounts(frame, openPixels) - openDark,
  };
}

/** Without spots, as a picture. */
function cleanSignal(
  frame: Pixels,
  plan: TransmissionPlan,
  room: Float32Array | undefined,
): Omit<FrameSignal, 'doseStderr'> {
  const { gain, readVariance, bad, dark, openPixels } = plan;
  const signal = room ?? new Float32Array(dark.length);
  lessDarkInto(frame, dark, 0, signal);
  const { replacedAt, spots } = removeSpots(signal, plan, { gain, readVariance, bad: bad.bad });
  return { signal: pictureSource(signal), replacedAt, spots, dose: meanOver(signal, openPixels) };
}

/** Signal and dose of a frame of raw counts: all that profiles need of it. */
export function signalOf(
  frame: Pixels,
  plan: TransmissionPlan,
  { spots = true, room }: FrameOptions = {},
): FrameSignal {
  const { gain, readVariance, openPixels } = plan;
  const found = spots ? cleanSignal(frame, plan, room?.signal) : rawSignal(frame, plan);
  const { dose } = found;
  return { ...found, doseStderr: Math.sqrt((gain * dose + readVariance) / openPixels.length) / dose };
}
