import { OperandoError } from '@operando/core';
import type { MapShape } from './map-frame.js';
import type { EdgeMapOptions, MapLayer } from './options.js';

/** Layers of a map, with the pixels of each. */
export interface LayerPixels {
  /** Of the layer. */
  readonly name: string;
  /** Their numbers, row after row. */
  readonly pixels: Int32Array;
}

/** The name of all pixels, where no layers are given. */
export const wholeMap = 'map';

/** Place of a pixel along the direction in which layers follow each other. */
export function placeAlong({ columns }: MapShape, along: 'column' | 'row', pixel: number): number {
  return along === 'column' ? pixel % columns : Math.floor(pixel / columns);
}

function expectInside({ name, from, to }: MapLayer, size: number, along: string): void {
  if (Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to >= from && to < size) return;
  throw new OperandoError(
    'outside-range',
    `layer ${name} goes from ${from} to ${to}, and maps have ${size} ${along}s.`,
    {
      where: { parameter: 'layers' },
      cure: `Give its first and last ${along}, from 0 to ${size - 1}.`,
    },
  );
}

/** The pixels of every layer. @throws OperandoError `outside-range` for a layer that the maps have not. */
export function layerPixels(
  shape: MapShape,
  { layers, along = 'column' }: Pick<EdgeMapOptions, 'layers' | 'along'>,
): LayerPixels[] {
  const pixels = shape.rows * shape.columns;
  const all = Int32Array.from({ length: pixels }, (_, p) => p);
  if (layers === undefined || layers.length === 0) return [{ name: wholeMap, pixels: all }];
  const size = along === 'column' ? shape.columns : shape.rows;
  return layers.map((layer) => {
    expectInside(layer, size, along);
    const inside = (pixel: number): boolean => {
      const place = placeAlong(shape, along, pixel);
      return place >= layer.from && place <= layer.to;
    };
    return { name: layer.name, pixels: all.filter(inside) };
  });
}

/** A layer by its name. @throws OperandoError `invalid-argument`, with those there are. */
export function layerNamed(layers: readonly LayerPixels[], name: string, parameter: string): LayerPixels {
  const found = layers.find((layer) => layer.name === name);
  if (found !== undefined) return found;
  throw new OperandoError('invalid-argument', `there is no layer ${name}.`, {
    where: { parameter },
    cure: `Layers: ${layers.map((layer) => layer.name).join(', ')}.`,
  });
}
