import type { VariableProjectionResult } from '@operando/numerics';
import { fitHumpFrame } from './fit-hump-frame.js';
import type { HumpModel, HumpShape } from './fit-hump-frame.js';
import type { FrameData } from './frame-data.js';
import { enterHump, isHumpMisfit, shapeIn } from './hump-columns.js';
import type { Hump } from './hump-columns.js';
import { peaksThrough } from './peaks-through.js';
import type { TrackResult } from './track-types.js';

/** Area in standard errors, the shape being known, from which on place and width are fitted; and with these free, for them to be believed. */
const shapeSignificance = 8;
const leastSignificance = 2;
/** Uncertainty of place and width, in widths, beyond which a hump has none. */
const vague = 0.5;
/** Frames before and after that say where a weak hump is. */
const neighbours = 4;

/** What all frames of a window are fitted with. */
type Always = Pick<HumpModel, 'starts' | 'doublet' | 'axial' | 'ground' | 'isCounts'>;

/** The fit of a frame; undefined where there are too few points. */
type FitFrame = (
  frame: number,
  humps: readonly HumpShape[],
  held: readonly boolean[],
) => VariableProjectionResult | undefined;

/** A shape with its uncertainty. */
interface KnownShape extends HumpShape {
  readonly centerError: number;
  readonly fwhmError: number;
}

/** Fit the humps of a window in all frames, into their columns: a step after each frame. */
export function* walkHumpsSteps(
  data: FrameData,
  { tracks, dark }: Pick<TrackResult, 'tracks' | 'dark'>,
  [from, to]: readonly [number, number],
  always: Always,
  out: readonly Hump[],
): Generator<void, void, void> {
  const { starts } = always;
  const fitFrame: FitFrame = (frame, humps, held) =>
    fitHumpFrame(data.window(frame, from, to), { humps, held, peaks: peaksThrough(tracks, frame), ...always });
  const held = new Map<number, readonly boolean[]>();
  let last = starts;
  for (let frame = 0; frame < data.frames; frame++) {
    const fit = dark[frame] === 1 ? undefined : fitOnce(frame, last, starts, fitFrame);
    if (fit !== undefined) {
      out.forEach((hump, k) => enterHump(hump, frame, fit.result, k, fit.held[k]!));
      last = last.map((before, k) => shapeIn(out[k]!, frame) ?? before);
      if (fit.held.includes(true)) held.set(frame, fit.held);
    }
    yield;
  }
  // Where one is too weak, frames before and after say where it is.
  const known = out.map((hump, k) => neighbourShapes(hump, starts[k]!));
  for (const [frame, isHeld] of held)
    enterHeld(
      frame,
      known.map((of) => of(frame)),
      isHeld,
      fitFrame,
      out,
    );
}

/** A frame fitted from the shapes of the one before: those of strong humps freely. */
function fitOnce(
  frame: number,
  last: readonly HumpShape[],
  starts: readonly HumpShape[],
  fitFrame: FitFrame,
): { readonly result: VariableProjectionResult; readonly held: readonly boolean[] } | undefined {
  const areas = fitFrame(
    frame,
    last,
    last.map(() => true),
  );
  if (areas === undefined) return undefined;
  const fits = !isHumpMisfit(areas);
  const held = last.map((_, k) => fits && !(areas.amplitudes[k]! > shapeSignificance * areas.amplitudesStderr[k]!));
  if (!held.includes(false)) return { result: areas, held };
  const result = fitFrame(frame, last, held);
  if (result === undefined) return undefined;
  const { amplitudes, amplitudesStderr, stderr, parameters } = result;
  const weak = starts.map(({ fwhm }, k) => {
    const isVague = stderr[2 * k]! > vague * fwhm || stderr[2 * k + 1]! > vague * parameters[2 * k + 1]!;
    return held[k]! || isVague || !(amplitudes[k]! > leastSignificance * amplitudesStderr[k]!);
  });
  if (weak.every((each, k) => each === held[k])) return { result, held };
  const again = fitFrame(frame, last, weak);
  return again && { result: again, held: weak };
}

/** For each frame, asked for in order, the shape of a hump by the nearest frames that have one; where it was said to be, where none has. */
function neighbourShapes(hump: Hump, start: HumpShape): (frame: number) => KnownShape {
  const { center, fwhm, status } = hump;
  const frames = Array.from(status.keys()).filter((frame) => shapeIn(hump, frame) !== undefined);
  let next = 0;
  const mean = ({ values, stderr }: Hump['center'], of: readonly number[]): readonly [number, number] => {
    const weights = of.map((frame) => stderr[frame]! ** -2);
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    return [of.reduce((sum, frame, j) => sum + weights[j]! * values[frame]!, 0) / all, 1 / Math.sqrt(all)];
  };
  return (frame) => {
    if (frames.length === 0) return { ...start, centerError: 0, fwhmError: 0 };
    while (next < frames.length && frames[next]! < frame) next++;
    const near = frames.slice(Math.max(0, next - neighbours), next + neighbours);
    const [[at, centerError], [width, fwhmError]] = [mean(center, near), mean(fwhm, near)];
    return { center: at, fwhm: width, centerError, fwhmError };
  };
}

/** A frame whose weak humps stay where they are known to be; what is not known of that goes into the errors of their areas. */
function enterHeld(
  frame: number,
  shapes: readonly KnownShape[],
  held: readonly boolean[],
  fitFrame: FitFrame,
  out: readonly Hump[],
): void {
  const result = fitFrame(frame, shapes, held);
  if (result === undefined) return;
  const all = shapes.map(() => true);
  // At the shapes of the fit: those that are free stay as they came out.
  const fitted = shapes.map((shape, k) => {
    return held[k]! ? shape : { ...shape, center: result.parameters[2 * k]!, fwhm: result.parameters[2 * k + 1]! };
  });
  const moved = (k: number, by: Partial<HumpShape>): number => {
    const other = fitFrame(frame, fitted.toSpliced(k, 1, { ...fitted[k]!, ...by }), all);
    return (other?.amplitudes[k] ?? Number.NaN) - result.amplitudes[k]!;
  };
  out.forEach((hump, k) => {
    const { center, fwhm, centerError, fwhmError } = shapes[k]!;
    const shifts =
      !held[k]! || centerError === 0
        ? []
        : [moved(k, { center: center + centerError }), moved(k, { fwhm: fwhm + fwhmError })];
    enterHump(hump, frame, result, k, held[k]!, Math.hypot(result.amplitudesStderr[k]!, ...shifts));
  });
}
