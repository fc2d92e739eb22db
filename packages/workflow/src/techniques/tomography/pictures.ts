import type { ResultFigure } from '@operando/core';
import { imageFigure, unitSigns } from '@operando/plot';
import type { FigureImage } from '@operando/plot';
import type { TomographyAnalysis } from './analyse.js';
import type { TomographyOptions } from './options.js';

/** Volumes that are shown, at most, and pixels along an edge. */
const mostShown = 12;
const mostPixels = 240;

/** Some numbers of volumes, evenly. */
function shownOf(count: number): number[] {
  const shown = Math.min(count, mostShown);
  return [...new Set(Array.from({ length: shown }, (_, k) => Math.round((k * (count - 1)) / Math.max(1, shown - 1))))];
}

/** Every so many of the pixels of a map, so that it is no larger than can be seen. */
function thinned(
  values: ArrayLike<number>,
  height: number,
  width: number,
): { height: number; width: number; values: Float32Array } {
  const every = Math.max(1, Math.ceil(Math.max(height, width) / mostPixels));
  const [rows, columns] = [Math.ceil(height / every), Math.ceil(width / every)];
  const out = new Float32Array(rows * columns);
  for (let i = 0; i < out.length; i++) {
    out[i] = values[Math.floor(i / columns) * every * width + (i % columns) * every]!;
  }
  return { height: rows, width: columns, values: out };
}

/** A map over the pixels of the region as an image with outlines. */
function imageOf(
  label: string,
  values: ArrayLike<number>,
  height: number,
  width: number,
  outlines: readonly { readonly label: string; readonly mask: ArrayLike<number> }[],
): FigureImage {
  return {
    label,
    ...thinned(values, height, width),
    outlines: outlines.map((each) => ({ label: each.label, mask: thinned(each.mask, height, width).values })),
  };
}

/** Slices across the interface, and heights of voids above it, of some frames. */
export function pictureFigures(
  { course, lengths }: TomographyAnalysis,
  { width, title }: TomographyOptions,
): ResultFigure[] {
  if (course === undefined) return [];
  const { shape, pixels } = course.frames;
  const { cuts } = course;
  const shown = shownOf(course.cracks.length);
  const factor = lengths.depth.factor;
  const slices = shown.map((t) => {
    const voids = new Float32Array(shape.depth * shape.width);
    const { heights, footprint } = course.interface.frames[t]!;
    for (let x = 0; x < shape.width; x++) {
      const i = cuts.row * shape.width + x;
      if (footprint[i] === 0) continue;
      const bottom = course.interface.sheet.z[i]!;
      for (let z = Math.ceil(bottom - heights[i]!); z <= bottom; z++) voids[z * shape.width + x] = 1;
    }
    return imageOf(`volume ${t}`, cuts.values[t]!, shape.depth, shape.width, [{ label: 'void', mask: voids }]);
  });
  const maps = shown.map((t) => {
    const { heights, lost, mouths } = course.interface.frames[t]!;
    const values = heights.map((height, i) => (pixels[i] === 0 ? Number.NaN : height * factor));
    return imageOf(`volume ${t}`, values, shape.height, shape.width, [
      { label: 'no contact', mask: lost },
      { label: 'above cracks', mask: mouths },
    ]);
  });
  const columns = Math.min(shown.length, 3);
  return [
    {
      name: 'slices',
      title: 'Slices across the interface',
      svg: imageFigure({
        images: slices,
        columns,
        label: 'Grey, electrode 0, electrolyte 1',
        valueRange: [-0.6, 2],
        colours: 'magma',
        width,
        title,
      }),
    },
    {
      name: 'heights',
      title: 'Height of the void above the interface',
      svg: imageFigure({ images: maps, columns, label: 'Height', unit: unitSigns(lengths.depth.unit), width, title }),
    },
  ];
}
