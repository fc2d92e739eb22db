import { interfaceShare } from './interface-shapes.js';
import type { InterfaceShape } from './interface-shapes.js';
import { slabTable, tableOf } from './slab-table.js';
import type { Slab, SlabTable } from './slab-table.js';

/** SLD against depth. */
export interface SldProfile {
  /** angstrom below the outermost interface. */
  readonly z: Float64Array;
  /** 1e-6 per square angstrom. */
  readonly sld: Float64Array;
  /** Imaginary part, 1e-6 per square angstrom. */
  readonly isld: Float64Array;
}

/** Options of {@link sldProfile}. */
export interface SldProfileOptions {
  /** Depths to evaluate at. @default 500 points from 5 angstrom and four roughnesses above the first interface to as far below the last */
  readonly z?: ArrayLike<number> | undefined;
  /** How many depths there are where none are given. @default 500 */
  readonly points?: number | undefined;
  /** Shape of each interface, by the layer below it. @default 'erf' */
  readonly shapes?: readonly (InterfaceShape | undefined)[] | undefined;
}

/** Depths of the interfaces: interface j lies above layer j. */
export function interfaceDepths(layers: SlabTable): Float64Array {
  const depths = new Float64Array(layers.count);
  for (let j = 2; j < layers.count; j++) depths[j] = depths[j - 1]! + layers.thickness[j - 1]!;
  return depths;
}

/** SLD at each depth of a table. */
export function profileAt(
  layers: SlabTable,
  z: Float64Array,
  shapes?: readonly (InterfaceShape | undefined)[],
): SldProfile {
  const depths = interfaceDepths(layers);
  const sld = new Float64Array(z.length).fill(layers.sld[0]!);
  const isld = new Float64Array(z.length).fill(layers.isld[0]!);
  for (let j = 1; j < layers.count; j++) {
    const sigma = layers.roughness[j]!;
    const step = layers.sld[j]! - layers.sld[j - 1]!;
    const other = layers.isld[j]! - layers.isld[j - 1]!;
    const shape = shapes?.[j] ?? 'erf';
    for (let i = 0; i < z.length; i++) {
      const share = sigma > 0 ? interfaceShare(shape, (z[i]! - depths[j]!) / sigma) : z[i]! < depths[j]! ? 0 : 1;
      sld[i]! += step * share;
      isld[i]! += other * share;
    }
  }
  return { z, sld, isld };
}

/** The depths a profile is drawn at when none are given. */
export function usualDepths(layers: SlabTable, points: number): Float64Array {
  const depths = interfaceDepths(layers);
  const last = layers.count - 1;
  const from = -5 - 4 * layers.roughness[1]!;
  const to = depths[last]! + 5 + 4 * layers.roughness[last]!;
  return Float64Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1));
}

/** SLD of a stack against depth: steps between layers, each softened by its roughness. @throws OperandoError as {@link reflectivity} for layers. */
export function sldProfile(layers: readonly Slab[], options: SldProfileOptions = {}): SldProfile {
  const table = tableOf(layers);
  const z = options.z === undefined ? usualDepths(table, options.points ?? 500) : Float64Array.from(options.z);
  return profileAt(table, z, options.shapes);
}

/**
 * A profile with interfaces of any shape as slabs without roughness, a fixed number of them: each takes
 * the value at its middle. Between the layers the fronting and the backing stay.
 */
export function sliceProfile(
  layers: SlabTable,
  shapes: readonly (InterfaceShape | undefined)[],
  slices: number,
): SlabTable {
  const last = layers.count - 1;
  const depths = interfaceDepths(layers);
  const reach = (j: number): number => 4 * layers.roughness[j]!;
  const from = Math.min(...depths.subarray(1).map((depth, i) => depth - reach(i + 1)));
  const to = Math.max(...depths.subarray(1).map((depth, i) => depth + reach(i + 1)));
  const width = (to - from) / slices;
  const { sld, isld } = profileAt(
    layers,
    Float64Array.from({ length: slices }, (_, i) => from + (i + 0.5) * width),
    shapes,
  );
  const out = slabTable(slices + 2);
  out.sld[0] = layers.sld[0]!;
  out.sld[slices + 1] = layers.sld[last]!;
  out.isld[slices + 1] = layers.isld[last]!;
  for (let i = 0; i < slices; i++) {
    out.thickness[i + 1] = width;
    out.sld[i + 1] = sld[i]!;
    out.isld[i + 1] = isld[i]!;
  }
  return out;
}

/**
 * Fewer slabs for the same profile: neighbours without roughness are brought together as long as their SLDs,
 * weighted by thickness, differ by an area below `tolerance`. The area (SLD times thickness) is conserved.
 *
 * @param tolerance 1e-6 per angstrom.
 */
export function contractSlabs(layers: readonly Slab[], tolerance: number): Slab[] {
  const out: Slab[] = [layers[0]!];
  let i = 1;
  while (i < layers.length - 1) {
    let thickness = 0;
    let area = 0;
    let other = 0;
    let [low, high, lowI, highI] = [Infinity, -Infinity, Infinity, -Infinity];
    const start = i;
    for (; i < layers.length - 1; i++) {
      const { thickness: d = 0, sld, isld = 0, roughness = 0 } = layers[i]!;
      if (i > start && roughness > 0) break;
      const spread = Math.max(Math.max(high, sld) - Math.min(low, sld), Math.max(highI, isld) - Math.min(lowI, isld));
      if (i > start && spread * (thickness + d) > tolerance) break;
      thickness += d;
      area += d * sld;
      other += d * isld;
      low = Math.min(low, sld);
      high = Math.max(high, sld);
      lowI = Math.min(lowI, isld);
      highI = Math.max(highI, isld);
    }
    const first = layers[start]!;
    out.push({
      thickness,
      sld: thickness > 0 ? area / thickness : first.sld,
      isld: thickness > 0 ? other / thickness : (first.isld ?? 0),
      roughness: first.roughness ?? 0,
    });
  }
  out.push(layers.at(-1)!);
  return out;
}
