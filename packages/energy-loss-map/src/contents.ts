import { OperandoError, statusOf } from '@operando/core';
import type { MeasuredColumn } from '@operando/core';
import { layerNamed } from './layers.js';
import type { LayerPixels } from './layers.js';
import type { MappedFrame } from './mapped-frame.js';
import type { EdgeMapOptions, KnownContent } from './options.js';

/** One edge through all frames. */
export interface EdgeContent {
  /** Of the edge. */
  readonly name: string;
  /** Whether values are contents, by a calibration; ratios to the background otherwise. */
  readonly isCalibrated: boolean;
  /** Content over ratio, with its standard error, which all values share. */
  readonly scale: { readonly value: number; readonly stderr: number };
  /** Frames x pixels: errors of counts and of energies, and of the scale. */
  readonly pixels: MeasuredColumn & { readonly status: Uint8Array };
  /** Of each layer that has it, its mean through the frames. */
  readonly layers: readonly LayerContent[];
}

/** Mean content of a layer in every frame. */
export interface LayerContent extends MeasuredColumn {
  /** Its name. */
  readonly layer: string;
  /** Bytes of `statusNames`, one for each frame. */
  readonly status: Uint8Array;
  /** The part of the error that the scale brings: it is the same in all frames, relative to the content. */
  readonly scaleStderr: Float64Array;
  /** Standard deviation over other choices of the energies that are fitted. */
  readonly windowSpread: Float64Array;
}

/** Whether a pixel's value counts in a mean. */
const counts = (status: number): boolean => status === statusOf.converged || status === statusOf.misfit;

/** Mean ratio of some pixels of a frame: counting errors are each pixel's own, that of the energies is shared. */
function meanRatio(
  frame: MappedFrame,
  edge: number,
  pixels: Int32Array,
): { value: number; stderr: number; misfits: number } {
  let [sum, variance, shared, seen, misfits] = [0, 0, 0, 0, 0];
  for (const p of pixels) {
    if (!counts(frame.status[p]!) || !Number.isFinite(frame.ratios[edge]![p]!)) continue;
    sum += frame.ratios[edge]![p]!;
    variance += frame.stderr[edge]![p]! ** 2;
    shared += frame.responses[edge]![p]! * frame.shiftStderr[p]!;
    misfits += Number(frame.status[p] === statusOf.misfit);
    seen++;
  }
  return { value: sum / seen, stderr: Math.sqrt(variance + shared * shared) / seen, misfits: misfits / seen };
}

/** Relative error beyond which a calibration would say nothing. */
const worstCalibration = 1 / 3;

/** What ratios are multiplied with. @throws OperandoError `outside-range`, `singular` where the edge is not seen. */
function scaleOf(
  name: string,
  edge: number,
  known: KnownContent,
  frames: readonly MappedFrame[],
  layers: readonly LayerPixels[],
): EdgeContent['scale'] {
  const [first, last] = known.frames ?? [0, 0];
  if (!(first >= 0 && last >= first && last < frames.length))
    throw new OperandoError(
      'outside-range',
      `${name} is known in frames ${first} to ${last}, and there are ${frames.length}.`,
      {
        where: { parameter: 'edges.known.frames' },
        cure: 'Frames count from 0.',
      },
    );
  const pixels =
    known.layer === undefined
      ? layers.flatMap((layer) => [...layer.pixels])
      : layerNamed(layers, known.layer, 'edges.known.layer').pixels;
  let [sum, weights] = [0, 0];
  for (let f = first; f <= last; f++) {
    const { value, stderr } = meanRatio(frames[f]!, edge, Int32Array.from(pixels));
    if (!(stderr > 0)) continue;
    sum += value / stderr ** 2;
    weights += 1 / stderr ** 2;
  }
  const [mean, stderr] = [sum / weights, 1 / Math.sqrt(weights)];
  if (!(stderr < worstCalibration * mean) || !(known.value > 0))
    throw new OperandoError(
      'singular',
      `the content of ${name} cannot be calibrated: its edge is ${Number.isFinite(mean) ? `${mean.toPrecision(3)} +- ${stderr.toPrecision(2)} of the background` : 'not fitted'} where it is known.`,
      {
        where: { parameter: 'edges.known' },
        cure: 'Name a layer and frames in which there is plenty of it, or leave known out: ratios are given then.',
      },
    );
  const scale = known.value / mean;
  return { value: scale, stderr: scale * Math.hypot(stderr / mean, (known.stderr ?? 0) / known.value) };
}

/** Contents of all edges: of every pixel, and means over layers. @throws OperandoError as its calibration. */
export function contentsOf(
  frames: readonly MappedFrame[],
  layers: readonly LayerPixels[],
  { edges }: EdgeMapOptions,
): EdgeContent[] {
  return edges.map(({ name, known, layers: present }, edge) => {
    const scale = known === undefined ? { value: 1, stderr: 0 } : scaleOf(name, edge, known, frames, layers);
    const pixels = frames[0]!.status.length;
    const size = frames.length * pixels;
    const all = { values: new Float64Array(size), stderr: new Float64Array(size), status: new Uint8Array(size) };
    for (const [f, frame] of frames.entries()) {
      for (let p = 0; p < pixels; p++) {
        const [ratio, at] = [frame.ratios[edge]![p]!, f * pixels + p];
        const own = Math.hypot(frame.stderr[edge]![p]!, frame.responses[edge]![p]! * frame.shiftStderr[p]!);
        all.values[at] = ratio * scale.value;
        all.stderr[at] = Math.hypot(own * scale.value, ratio * scale.stderr);
        all.status[at] = Number.isFinite(ratio) ? frame.status[p]! : statusOf.masked;
      }
    }
    return {
      name,
      isCalibrated: known !== undefined,
      scale,
      pixels: all,
      layers: layers
        .map((layer, k) => ({ layer, k }))
        .filter(({ layer }) => present === undefined || present.includes(layer.name))
        .map(({ layer, k }) => layerContent(frames, edge, layer, k, scale)),
    };
  });
}

function layerContent(
  frames: readonly MappedFrame[],
  edge: number,
  { name, pixels }: LayerPixels,
  k: number,
  scale: EdgeContent['scale'],
): LayerContent {
  const means = frames.map((frame) => meanRatio(frame, edge, pixels));
  const scaleStderr = Float64Array.from(means, ({ value }) => Math.abs(value) * scale.stderr);
  return {
    layer: name,
    values: Float64Array.from(means, ({ value }) => value * scale.value),
    stderr: Float64Array.from(means, ({ stderr }, f) => Math.hypot(stderr * scale.value, scaleStderr[f]!)),
    scaleStderr,
    windowSpread: Float64Array.from(frames, ({ spread }) => spread[k]![edge]! * scale.value),
    status: Uint8Array.from(means, ({ value, misfits }) =>
      // One spectrum in a thousand may be far off by chance, a tenth of them may not.
      !Number.isFinite(value) ? statusOf.failed : misfits > 0.1 ? statusOf.misfit : statusOf.converged,
    ),
  };
}
