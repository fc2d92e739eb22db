import { OperandoError } from '@operando/core';
import type { JsonValue, NamedSource, OperandoWarning } from '@operando/core';
import { contentOf } from '../bytes/contents.js';
import { timeUnit } from '../hdf5/time-unit.js';
import { parseDateTime } from '../text/date-time.js';
import type { DateOrder } from '../text/date-time.js';
import { said } from '../text/said.js';
import { electronvoltsOf, isEnergyUnit } from './energy-unit.js';
import { isTime, mapSizes } from './map-dimensions.js';
import type { MapDimension } from './map-dimensions.js';
import { scaledEnergies } from './map-stack.js';
import type { MapReading, MapStack } from './map-stack.js';
import { dmAt, readDm } from './read-dm.js';
import type { DmDimension, DmFile, DmImage } from './read-dm.js';

export { isDm } from './dm-tags.js';

/** Values of an image. */
const sizeOf = ({ dimensions }: DmImage): number => dimensions.reduce((product, { size }) => product * size, 1);

/** The largest image with an energy axis, and which of its dimensions that is. */
function spectra({ images }: DmFile, warnings: OperandoWarning[]): { readonly image: DmImage; readonly along: number } {
  const candidates = images
    .map((image) => ({
      image,
      along: image.dimensions.findIndex(({ unit }) => isEnergyUnit(unit) || /^m\s*ev$/i.test(unit)),
    }))
    .filter(({ along }) => along >= 0)
    .toSorted((a, b) => sizeOf(b.image) - sizeOf(a.image));
  const [found] = candidates;
  if (found === undefined)
    throw new OperandoError(
      'column-missing',
      said`the file has no spectra: none of its ${images.length} images has an axis in eV.`,
      {
        cure: 'Calibrate the energy axis in DigitalMicrograph, and save it again.',
      },
    );
  if (candidates.length > 1)
    warnings.push({
      code: 'several-data',
      message: said`The file has ${candidates.length} images with an energy axis; the largest was taken.`,
    });
  return found;
}

/** What the microscope says that is worth keeping. */
function metadataOf({ name, tags }: DmImage): Record<string, JsonValue> {
  const kept: Record<string, JsonValue> = name === '' ? {} : { title: name };
  const words: readonly (readonly [string, readonly string[]])[] = [
    ['voltage', ['Microscope Info', 'Voltage']],
    ['exposure', ['EELS', 'Acquisition', 'Exposure (s)']],
    ['collectionAngle', ['EELS', 'Experimental Conditions', 'Collection semi-angle (mrad)']],
    ['convergenceAngle', ['EELS', 'Experimental Conditions', 'Convergence semi-angle (mrad)']],
  ];
  for (const [key, path] of words) {
    const value = dmAt(tags, ...path);
    if (typeof value === 'number' && Number.isFinite(value)) kept[key] = value;
  }
  return kept;
}

/** When the image was taken, by the bar that is shown under it: a date and a time in the words of the computer's locale. */
function takenAt(
  image: DmImage,
  order: DateOrder | undefined,
  warnings: OperandoWarning[],
): Pick<MapStack, 'epoch' | 'zone'> {
  const date = image.words('DataBar', 'Acquisition Date').trim();
  if (date === '') return {};
  const words = `${date} ${image.words('DataBar', 'Acquisition Time')}`.trim();
  const moment = parseDateTime(words, order);
  if (moment === undefined) {
    warnings.push({
      code: 'date-unreadable',
      message: said`The date ${words} is not understood; no time is known from it.`,
    });
    return {};
  }
  if (moment.ambiguous && order === undefined)
    warnings.push({
      code: 'date-ambiguous',
      message: said`The date ${words} was read with the month first. Say which way it is meant (command: --frame-date-order).`,
    });
  return { epoch: moment.epoch, zone: moment.zone };
}

/** Steps between neighbours along each dimension. */
function strides(dimensions: readonly DmDimension[]): number[] {
  let stride = 1;
  return dimensions.map(({ size }) => {
    const own = stride;
    stride *= size;
    return own;
  });
}

/**
 * Maps of a DM3 or DM4 file: the dimension in eV is that of the spectra, wherever it stands; the others are columns, rows and time, the
 * fastest first.
 *
 * @throws OperandoError `column-missing` without an energy axis; as `readDm`.
 */
export async function dmMaps(source: NamedSource, { energy, dateOrder }: MapReading): Promise<MapStack> {
  const warnings: OperandoWarning[] = [];
  const { image, along } = spectra(readDm(await contentOf(source)), warnings);
  const steps = strides(image.dimensions);
  // Outermost first, without what has but one point where there are too many.
  const others = image.dimensions
    .map((dimension, d) => ({ ...dimension, step: steps[d]! }))
    .filter((_, d) => d !== along)
    .toReversed();
  const kept = others.length > 3 ? others.filter(({ size }) => size > 1) : others;
  const sizes = mapSizes(kept.map(({ size, unit }): MapDimension => ({ size, unit })));
  const channels = image.dimensions[along]!;
  const factor = electronvoltsOf(channels.unit, 'the energy axis', warnings);
  const [first] = kept;
  const seconds =
    first !== undefined && isTime(first) && sizes.frames === first.size ? timeUnit(first.unit)!.seconds : undefined;
  const shape = [...Array.from({ length: 3 - kept.length }, () => 1), ...kept.map(({ size }) => size)];
  const jumps = [...Array.from({ length: 3 - kept.length }, () => 0), ...kept.map(({ step }) => step)];
  // Which of the three is a frame, a row, a column follows from how the sizes were taken.
  const total = sizes.rows * sizes.columns;
  const place = (pixel: number): number => {
    let [rest, at] = [pixel, 0];
    for (let d = 2; d >= 0; d--) {
      at += (rest % shape[d]!) * jumps[d]!;
      rest = Math.floor(rest / shape[d]!);
    }
    return at;
  };
  const energyStep = steps[along]!;
  // Maps one behind another lie in one piece each; of one spectrum image, the energy outermost, a map lies all over the file.
  const isApart = sizes.frames > 1 && first !== undefined && steps.every((step) => step <= first.step);
  let all: Float64Array | undefined;
  const piece = (from: number, to: number): { readonly values: Float64Array; readonly begin: number } => {
    if (isApart) return { values: image.values(from * first.step, to * first.step), begin: from * first.step };
    all ??= image.values(0, sizeOf(image));
    return { values: all, begin: 0 };
  };
  return {
    ...sizes,
    energies: scaledEnergies(
      energy ?? { offset: -channels.origin * channels.scale * factor, step: channels.scale * factor },
      channels.size,
    ),
    ...(seconds === undefined
      ? {}
      : {
          start: Float64Array.from({ length: sizes.frames }, (_, i) => (i - first!.origin) * first!.scale * seconds),
          duration: Math.abs(first!.scale) * seconds,
        }),
    ...takenAt(image, dateOrder, warnings),
    metadata: metadataOf(image),
    warnings,
    read: async (from, to) => {
      const { values, begin } = piece(from, to);
      const out = new Float64Array((to - from) * total * channels.size);
      for (let pixel = 0, o = 0; pixel < (to - from) * total; pixel++) {
        const at = place(from * total + pixel) - begin;
        for (let i = 0; i < channels.size; i++, o++) out[o] = values[at + i * energyStep]!;
      }
      return out;
    },
    close: () => undefined,
  };
}
