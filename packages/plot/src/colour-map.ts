import {
  interpolateCividis,
  interpolateInferno,
  interpolateMagma,
  interpolatePlasma,
  interpolateRdBu,
  interpolateViridis,
} from 'd3-scale-chromatic';

/**
 * Names of the colour maps. All but `diverging` run evenly in lightness
 * (van der Walt and Smith 2015; cividis: Nunez, Anderton and Renslow 2018);
 * `diverging` is ColorBrewer's red-blue, blue below zero, white at it.
 */
export type ColourMapName = 'viridis' | 'cividis' | 'magma' | 'inferno' | 'plasma' | 'diverging';

/** Red, green, blue, each 0 to 255. */
export type Rgb = readonly [number, number, number];

const interpolators: Readonly<Record<ColourMapName, (t: number) => string>> = {
  viridis: interpolateViridis,
  cividis: interpolateCividis,
  magma: interpolateMagma,
  inferno: interpolateInferno,
  plasma: interpolatePlasma,
  diverging: (t) => interpolateRdBu(1 - t),
};

/** The names, for option checks and command-line help. */
export const colourMapNames: readonly ColourMapName[] = Object.keys(interpolators) as ColourMapName[];

/** Colour of missing values (NaN) in heat maps: a neutral grey that none of the maps contains. */
export const missingColour: Rgb = [158, 158, 158];

/** d3 gives `#rrggbb` for some maps and `rgb(r, g, b)` for others. */
function parseColour(text: string): Rgb {
  if (text.startsWith('#')) {
    const value = Number.parseInt(text.slice(1), 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  }
  const [red = 0, green = 0, blue = 0] = (text.match(/\d+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** Colour at `fraction` (0 to 1, clamped) of the map. */
export function colourAt(name: ColourMapName, fraction: number): Rgb {
  return parseColour(interpolators[name](Math.min(1, Math.max(0, fraction))));
}

/** `#rrggbb`. */
export function hexColour(colour: Rgb): string {
  return `#${colour.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** `steps` colours evenly along the map, ends included. */
export function colourTable(name: ColourMapName, steps: number): Rgb[] {
  return Array.from({ length: steps }, (_, i) => colourAt(name, i / (steps - 1)));
}
