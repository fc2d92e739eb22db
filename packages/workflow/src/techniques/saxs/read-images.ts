import { openImagesFrom } from '@operando/beamline-io';
import type { ImageStack } from '@operando/beamline-io';
import { createAxis, createSeries, OperandoError } from '@operando/core';
import type { FrameTimeOptions, OperandoWarning, Series } from '@operando/core';
import {
  azimuthalAverage,
  azimuthalPlan,
  geometry as checkGeometry,
  lineCut,
  pixelToQ,
  yonedaAngle,
} from '@operando/small-angle-fit';
import type { DetectorGeometry, DetectorImage, LineCut } from '@operando/small-angle-fit';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import type { TechniqueFiles } from '../../technique/technique.js';
import { counted } from '../../technique/words.js';
import { halvesWarnings } from './halves.js';
import { imageTimes } from './image-times.js';
import type { SaxsOptions } from './options.js';

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

/** Highest numbers of detectors whose counters stand still there, or mean a gap by it. */
const ends: Readonly<Record<string, number>> = { uint8: 255, uint16: 65_535, uint32: 4_294_967_295 };

/** Pixels that are used in no frame, and the mean of all frames. */
async function lookThrough(
  stack: ImageStack,
  mask: Uint8Array | undefined,
  context: RunContext,
): Promise<{
  readonly mean: Float64Array;
  readonly unused: Uint8Array;
  readonly saturated: number;
  readonly gaps: number;
}> {
  const size = stack.width * stack.height;
  const mean = new Float64Array(size);
  const unused = mask?.slice() ?? new Uint8Array(size);
  const end = ends[stack.type] ?? Infinity;
  const progress = progressOf(context, 'reading');
  let [saturated, gaps] = [0, 0];
  for (let k = 0; k < stack.count; k++) {
    const data = await stack.read(k);
    for (let i = 0; i < size; i++) {
      const value = data[i]!;
      if (value >= 0 && value < end) mean[i]! += value / stack.count;
      else if (unused[i] === 0) {
        unused[i] = 1;
        if (value >= end) saturated++;
        else gaps++;
      }
    }
    progress(k + 1, 2 * stack.count);
  }
  for (let i = 0; i < size; i++) if (unused[i] === 1) mean[i] = Number.NaN;
  return { mean, unused, saturated, gaps };
}

/** The mask of a file: pixels other than 0 are not used. */
async function readMask(files: TechniqueFiles, stack: ImageStack): Promise<Uint8Array | undefined> {
  const source = files.named['mask'];
  if (source === undefined) return undefined;
  const { width, height, read } = await openImagesFrom([source]);
  if (width !== stack.width || height !== stack.height)
    throw new OperandoError(
      'shape-mismatch',
      `the mask has ${width} x ${height} pixels, the images ${stack.width} x ${stack.height}.`,
      {
        where: { file: source.name },
        cure: 'Give a mask of the size of the images.',
      },
    );
  return Uint8Array.from(await read(0), (value) => (value === 0 ? 0 : 1));
}

/** Where images are cut: as asked for, or at the brightest row beside the rod. */
function placeOf(
  { at, cut, cutWidth }: SaxsOptions,
  given: DetectorGeometry,
  mean: DetectorImage,
  mask: Uint8Array,
): { readonly at: number; readonly width: number } {
  if (cut === 'azimuthal') return { at: Number.NaN, width: Number.NaN };
  if (cut === 'vertical') {
    if (at === 'yoneda')
      throw new OperandoError('invalid-argument', 'a vertical cut is not at the Yoneda maximum.', {
        where: { parameter: 'at' },
        cure: 'Give the q_y of the cut in 1/angstrom, beside the beam stop.',
      });
    const step = (2 * Math.PI * given.pixel) / (given.wavelength * given.distance);
    return { at, width: cutWidth ?? 5 * step };
  }
  const angle = at === 'yoneda' ? yonedaAngle(mean, given, { mask }) : at;
  return { at: angle, width: cutWidth ?? (5 * given.pixel * 180) / (given.distance * Math.PI) };
}

/** Cut function of all frames. */
function createCutter(
  options: SaxsOptions,
  given: DetectorGeometry,
  { rows, columns }: Pick<DetectorImage, 'rows' | 'columns'>,
  { at, width }: { readonly at: number; readonly width: number },
  mask: Uint8Array,
): (data: ArrayLike<number>) => LineCut {
  const { cut } = options;
  if (cut === 'azimuthal') {
    const plan = azimuthalPlan(rows, columns, given, { mask });
    return (data) => azimuthalAverage({ data, rows, columns }, plan);
  }
  return (data) => lineCut({ data, rows, columns }, given, { direction: cut, at, width, mask });
}

/** Cuts as a series: sums of counts where all bins have as many pixels, else means with their variances. */
function seriesOf(
  cuts: readonly LineCut[],
  time: FrameTimeOptions,
  step: Parameters<typeof createSeries>[0]['provenance'],
  files: readonly string[],
): Series<'q', '1/angstrom'> {
  const { q, pixels } = cuts[0]!;
  const isEven = pixels.every((count) => count === pixels[0]);
  const gather = (of: (cut: LineCut, i: number) => number): Float64Array =>
    Float64Array.from(cuts.flatMap((cut) => Array.from(q, (_, i) => of(cut, i))));
  return createSeries({
    signal: gather((cut, i) => (isEven ? cut.sums[i]! : cut.intensity[i]!)),
    ...(isEven ? {} : { variances: gather((cut, i) => cut.sigma[i]! ** 2) }),
    axis: createAxis({ name: 'q', unit: '1/angstrom', values: q }),
    time,
    metadata: { files: [...files] },
    provenance: step,
  });
}

/** What pixels were left out for. */
function pixelWarnings(saturated: number, gaps: number): OperandoWarning[] {
  return [
    ...(saturated === 0
      ? []
      : [
          {
            code: 'saturated' as const,
            message: `${counted(saturated, 'pixel')} stand at the highest number of the detector in some image, and are used in none.`,
          },
        ]),
    ...(gaps === 0
      ? []
      : [
          {
            code: 'masked' as const,
            message: `${counted(gaps, 'pixel')} hold negative numbers, as gaps of detectors do, or none, and are used in no image.`,
          },
        ]),
  ];
}

/**
 * Images as cuts: raw counts, all at one place.
 *
 * @throws OperandoError as the readers of images; `invalid-argument`, `outside-range` for a place that is none.
 */
export async function readImageCuts(
  files: TechniqueFiles,
  options: SaxsOptions,
  given: DetectorGeometry,
  context: RunContext,
): Promise<ImageCuts> {
  checkGeometry(given);
  const stack = await openImagesFrom(files.data);
  const { width: columns, height: rows } = stack;
  const mask = await readMask(files, stack);
  const { mean, unused, saturated, gaps } = await lookThrough(stack, mask, context);
  const place = placeOf(options, given, { data: mean, rows, columns }, unused);
  const cutter = createCutter(options, given, { rows, columns }, place, unused);
  const progress = progressOf(context, 'reading');
  const cuts: LineCut[] = [];
  for (let k = 0; k < stack.count; k++) {
    cuts.push(cutter(await stack.read(k)));
    progress(stack.count + k + 1, 2 * stack.count);
  }
  const { time, warnings: untimed } = await imageTimes(stack, options.timeStep);
  const q = cuts[0]!.q;
  const warnings = [
    ...stack.warnings,
    ...untimed,
    ...pixelWarnings(saturated, gaps),
    ...(options.cut === 'horizontal' ? halvesWarnings(cuts) : []),
  ];
  const used = {
    geometry: given,
    cut: options.cut,
    ...(options.cut === 'azimuthal' ? {} : { ...place, pixels: cuts[0]!.pixels[0] }),
    bins: q.length,
    images: stack.count,
  };
  const step = {
    step: options.cut === 'azimuthal' ? 'small-angle-fit/azimuthalAverage' : 'small-angle-fit/lineCut',
    options: JSON.parse(JSON.stringify(used)) as typeof used & Record<string, never>,
    warnings,
  };
  const names = Array.from({ length: stack.count }, (_, k) => stack.fileOf(k).replace(/^.*[\\/]/, ''));
  return {
    cuts: seriesOf(cuts, time, [step], names),
    picture: { mean, rows, columns, geometry: given, cut: options.cut, ...place },
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
