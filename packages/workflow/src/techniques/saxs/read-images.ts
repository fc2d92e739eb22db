import { openImagesFrom } from '@operando/beamline-io';
import type { ImageStack } from '@operando/beamline-io';
import { createAxis, createSeries } from '@operando/core';
import type { FrameTimeOptions, OperandoWarning, Series } from '@operando/core';
import { pixelToQ } from '@operando/small-angle-fit';
import type { DetectorGeometry, LineCut } from '@operando/small-angle-fit';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import type { TechniqueFiles } from '../../technique/technique.js';
import { createCutter, placeOf } from './cut-place.js';
import { halvesWarnings } from './halves.js';
import { imageGeometry } from './image-geometry.js';
import { imageTimes } from './image-times.js';
import type { SaxsOptions } from './options.js';
import { readMask, usedPixels } from './pixels-used.js';

/** The mean of the images, and where they are cut: for a figure. */
export interface CutPicture {
  readonly mean: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly geometry: DetectorGeometry;
  readonly cut: SaxsOptions['cut'];
  /** Exit angle in degrees, or q_y; NaN for averages around the beam. */
  readonly at: number;
  readonly width: number;
}

/** Cuts of images. */
export interface ImageCuts {
  readonly cuts: Series<'q', '1/angstrom'>;
  readonly picture: CutPicture;
}

/** Bins of all cuts, and what was counted in them. */
interface CountedCuts extends Pick<LineCut, 'q' | 'pixels'> {
  /** [frame x bin] */
  readonly sums: Float64Array;
}

/** All images cut, one after the other: bins and pixels are those of the first, since all use the same pixels. */
async function cutAll(
  stack: ImageStack,
  cutter: (data: ArrayLike<number>) => LineCut,
  context: RunContext,
): Promise<CountedCuts> {
  const progress = progressOf(context, 'reading');
  const { q, pixels } = cutter(await stack.read(0));
  const sums = new Float64Array(stack.count * q.length);
  for (let k = 0; k < stack.count; k++) {
    sums.set(cutter(await stack.read(k)).sums, k * q.length);
    progress(stack.count + k + 1, 2 * stack.count);
  }
  return { q, pixels, sums };
}

/** Counts of all frames in each bin. */
function totals({ q, sums }: CountedCuts): Float64Array {
  const total = new Float64Array(q.length);
  for (let i = 0; i < sums.length; i++) total[i % q.length]! += sums[i]!;
  return total;
}

/** Cuts as a series: sums of counts where all bins have as many pixels, else means with their variances. */
function seriesOf(
  { q, pixels, sums }: CountedCuts,
  time: FrameTimeOptions,
  step: Parameters<typeof createSeries>[0]['provenance'],
  files: readonly string[],
): Series<'q', '1/angstrom'> {
  const isEven = pixels.every((count) => count === pixels[0]);
  const of = (i: number): number => pixels[i % q.length]!;
  return createSeries({
    signal: isEven ? sums : sums.map((sum, i) => sum / of(i)),
    ...(isEven ? {} : { variances: sums.map((sum, i) => Math.max(1, sum) / of(i) ** 2) }),
    axis: createAxis({ name: 'q', unit: '1/angstrom', values: q }),
    time,
    metadata: { files: [...files] },
    provenance: step,
  });
}

/**
 * Images as cuts: raw counts, all at one place. They are read one after the other, twice: for the pixels that are used, and for the
 * cuts.
 *
 * @throws OperandoError as the readers of images; `invalid-argument`, `outside-range` for a place that is none.
 */
export async function readImageCuts(
  files: TechniqueFiles,
  options: SaxsOptions,
  context: RunContext,
): Promise<ImageCuts> {
  const stack = await openImagesFrom(files.data);
  const { width: columns, height: rows } = stack;
  const { geometry, warnings: stated } = imageGeometry(options.geometry, stack.detector);
  const mask = await readMask(files, stack);
  const { mean, unused, warnings: unusable } = await usedPixels(stack, mask, context);
  const place = placeOf(options, geometry, { data: mean, rows, columns }, unused);
  const counted = await cutAll(stack, createCutter(options, geometry, { rows, columns }, place, unused), context);
  const { time, warnings: untimed } = await imageTimes(stack, options.timeStep);
  const warnings: OperandoWarning[] = [
    ...stack.warnings,
    ...stated,
    ...untimed,
    ...unusable,
    ...(options.cut === 'horizontal' ? halvesWarnings({ ...counted, sums: totals(counted) }) : []),
  ];
  const used = {
    geometry,
    cut: options.cut,
    ...(options.cut === 'azimuthal' ? {} : { ...place, pixels: counted.pixels[0] }),
    ...(options.binning === 1 ? {} : { binning: options.binning }),
    bins: counted.q.length,
    images: stack.count,
  };
  const step = {
    step: options.cut === 'azimuthal' ? 'small-angle-fit/azimuthalAverage' : 'small-angle-fit/lineCut',
    options: JSON.parse(JSON.stringify(used)) as typeof used & Record<string, never>,
    warnings,
  };
  const names = Array.from({ length: stack.count }, (_, k) => stack.fileOf(k).replace(/^.*[\\/]/, ''));
  return {
    cuts: seriesOf(counted, time, [step], names),
    picture: { mean, rows, columns, geometry, cut: options.cut, ...place },
  };
}

/** q_y of each column and exit angle of each row, through the centre. */
export function pictureAxes({ rows, columns, geometry: given }: CutPicture): {
  readonly qy: Float64Array;
  readonly exit: Float64Array;
} {
  const [row0, column0] = given.centre;
  return {
    qy: Float64Array.from({ length: columns }, (_, column) => pixelToQ(given, row0, column).qy),
    exit: Float64Array.from({ length: rows }, (_, row) => pixelToQ(given, row, column0).exit),
  };
}
