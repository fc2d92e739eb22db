import { OperandoError } from '@operando/core';
import { sampleDefaults } from './defaults.js';
import { ion } from './ions.js';
import type { Ion, IonLike } from './ions.js';
import { resolveLayers } from './layer.js';
import type { Layer, LayerSpec } from './layer.js';
import { rangeTable } from './range-table.js';
import type { RangeTable } from './range-table.js';
import type { StoppingTable } from './stopping-table.js';
import type { StoppingChoice } from './stopping-source.js';
import type { StragglingModel } from './straggling.js';

/** What lies between the birth of a particle and the detector. */
export interface StackOptions {
  /** The particle. */
  readonly ion: IonLike;
  /** Layers of the sample, the one facing the detector first. Depth 0 is its outer face. */
  readonly layers: readonly LayerSpec[];
  /** Angle between the way out and the surface normal in degrees, from 0 to below 90. @default 0 */
  readonly angle?: number | undefined;
  /** Foils between sample and detector, parallel to the sample, the outermost first. @default none */
  readonly window?: readonly LayerSpec[] | undefined;
  /** Dead layer and contact of the detector, crossed head on. @default none */
  readonly deadLayer?: readonly LayerSpec[] | undefined;
  /** Where stopping powers come from. @default 'auto' */
  readonly source?: StoppingChoice | undefined;
  /** How the spread of energies by straggling is computed. @default 'bohr' */
  readonly straggling?: StragglingModel | undefined;
}

/** One layer on the way, with its range table and path per um of thickness. */
export interface StackLayer extends Layer {
  readonly table: RangeTable;
  /** Path per thickness: 1/cos of the angle it is crossed at, times the scale of the stopping power. */
  readonly stretch: number;
}

/** Sample layers and what lies outside of them, ready to be crossed by one ion. */
export interface LayerStack {
  readonly ion: Ion;
  readonly angle: number;
  /** Sample layers, outermost first. */
  readonly layers: readonly StackLayer[];
  /** What is crossed after the sample, in the order crossed: windows, then dead layers. */
  readonly outside: readonly StackLayer[];
}

/** The fewest range tables serve all layers: one for each material. */
function tablesFor(particle: Ion, energy: number, options: StackOptions): (layer: Layer) => RangeTable {
  const made = new Map<string, RangeTable>();
  // Tables of one's own are told apart by being another object.
  const own: StoppingTable[] = [];
  const numberOf = (table: StoppingTable): number => {
    if (!own.includes(table)) own.push(table);
    return own.indexOf(table);
  };
  return (layer) => {
    const { formula, density, isotopes, stopping, nist } = layer.material;
    const key = JSON.stringify([formula, density, isotopes, nist, stopping?.map(numberOf)]);
    const table = made.get(key) ?? rangeTable(particle, layer.material, energy, options.source, options.straggling);
    made.set(key, table);
    return table;
  };
}

/**
 * Make the stack for particles born with an energy in keV.
 *
 * @throws OperandoError `invalid-argument` for an angle or energy out of range, and as {@link resolveLayers}.
 */
export function layerStack(options: StackOptions, energy: number): LayerStack {
  const angle = options.angle ?? sampleDefaults.angle;
  if (!(angle >= 0 && angle < 89.9)) {
    throw new OperandoError('invalid-argument', `the angle is ${angle} degrees.`, {
      where: { parameter: 'angle' },
      cure: 'It is measured from the surface normal, from 0 to below 90 degrees.',
    });
  }
  if (!(energy > 1 && energy <= 20_000)) {
    throw new OperandoError('outside-range', `particles are born with ${energy} keV.`, {
      where: { parameter: 'energy' },
      cure: 'Give an energy from 1 to 20000 keV.',
    });
  }
  const particle = ion(options.ion);
  const tableOf = tablesFor(particle, energy, options);
  const slant = 1 / Math.cos((angle * Math.PI) / 180);
  const place =
    (cosine: number) =>
    (layer: Layer): StackLayer => ({ ...layer, table: tableOf(layer), stretch: cosine * layer.stoppingScale });
  return {
    ion: particle,
    angle,
    layers: resolveLayers(options.layers).map(place(slant)),
    outside: [
      ...resolveLayers(options.window ?? [], 'window')
        .toReversed()
        .map(place(slant)),
      ...resolveLayers(options.deadLayer ?? [], 'deadLayer')
        .toReversed()
        .map(place(1)),
    ],
  };
}

/** Energy left after a thickness of a layer; 0 when the particle stops. */
export function energyThrough(layer: StackLayer, energy: number, thickness: number = layer.thickness): number {
  if (thickness === 0 || energy <= 0) return Math.max(0, energy);
  return layer.table.energy(layer.table.range(energy) - thickness * layer.stretch);
}

/** Energy before a thickness of a layer from the energy after it. */
export function energyBefore(layer: StackLayer, energy: number, thickness: number = layer.thickness): number {
  return thickness === 0 ? energy : layer.table.energy(layer.table.range(energy) + thickness * layer.stretch);
}

/** What {@link energyAfter} takes: a stack whose last layer is the first to be crossed. */
export interface EnergyAfterOptions extends StackOptions {
  /** Energy before the layers in keV. */
  readonly energy: number;
}

/** Energy after layers. */
export interface EnergyAfter {
  /** keV; 0 when the particle stops. */
  readonly energy: number;
  /** Whether it ends within the layers. */
  readonly stopped: boolean;
  /** Standard deviation by straggling in keV; 0 when it stops. */
  readonly sigma: number;
  /** Standard error of the energy by the stopping powers and thicknesses in keV. */
  readonly stderr: number;
  /** Source of the stopping power of each layer crossed, by its name. */
  readonly sources: Readonly<Record<string, string>>;
}

/**
 * Energy of a particle born at the inner face of the last layer that leaves through the first
 * (and through window and dead layer): differences of ranges.
 *
 * @throws OperandoError `invalid-argument` for an angle or energy out of range; as {@link depthAxis} for layers.
 */
export function energyAfter(options: EnergyAfterOptions): EnergyAfter {
  const stack = layerStack(options, options.energy);
  const crossed = crossLayers([...stack.layers.toReversed(), ...stack.outside], options.energy, 0);
  return {
    energy: crossed.energy,
    stopped: crossed.energy === 0,
    sigma: Math.sqrt(crossed.variance),
    stderr: Math.hypot(...crossed.stoppingErrors.values(), ...crossed.thicknessErrors),
    sources: Object.fromEntries(
      [...stack.layers, ...stack.outside].map((layer) => [layer.name, layer.table.stopping.description]),
    ),
  };
}

/** State of a particle after some layers. */
export interface Crossing {
  readonly energy: number;
  /** keV2. */
  readonly variance: number;
  /** Change of the final energy with the energy before the first layer. */
  readonly gain: number;
  /** keV by one standard error of the stopping power, by material: one error for all layers of it. */
  readonly stoppingErrors: ReadonlyMap<string, number>;
  /** keV by one standard error of each layer's thickness. */
  readonly thicknessErrors: readonly number[];
  /** Change of the final energy with each layer's thickness in keV/um (negative). */
  readonly thicknessSlopes: readonly number[];
}

const stopped: Crossing = {
  energy: 0,
  variance: 0,
  gain: 0,
  stoppingErrors: new Map(),
  thicknessErrors: [],
  thicknessSlopes: [],
};

/** Cross layers in the order given; the thickness of the first may be another one. */
export function crossLayers(
  layers: readonly StackLayer[],
  energy: number,
  variance: number,
  firstThickness?: number,
): Crossing {
  let now = energy;
  let spread = variance;
  let gain = 1;
  const slopes: number[] = [];
  const doubts: number[] = [];
  for (const [i, layer] of layers.entries()) {
    const thickness = i === 0 && firstThickness !== undefined ? firstThickness : layer.thickness;
    const { table } = layer;
    const after = energyThrough(layer, now, thickness);
    if (after <= 0) return stopped;
    const before = table.power(now);
    const behind = table.power(after);
    const ratio = behind / before;
    spread =
      thickness === 0
        ? spread
        : spread * ratio * ratio + Math.max(0, behind * behind * (table.straggling(now) - table.straggling(after)));
    const path = table.range(now) - table.range(after);
    const doubt =
      layer.stoppingUncertainty ?? (path > 0 ? (table.uncertainty(now) - table.uncertainty(after)) / path : 0);
    for (let k = 0; k < slopes.length; k++) slopes[k]! *= thickness === 0 ? 1 : ratio;
    slopes.push(-behind * layer.stretch);
    doubts.push(doubt * thickness);
    if (thickness > 0) gain *= ratio;
    now = after;
  }
  const stoppingErrors = new Map<string, number>();
  for (const [i, layer] of layers.entries()) {
    const { name } = layer.material;
    stoppingErrors.set(name, (stoppingErrors.get(name) ?? 0) + slopes[i]! * doubts[i]!);
  }
  return {
    energy: now,
    variance: spread,
    gain,
    stoppingErrors,
    thicknessErrors: layers.map(
      (layer, i) => slopes[i]! * (i === 0 && firstThickness !== undefined ? 0 : layer.thicknessStderr),
    ),
    thicknessSlopes: slopes,
  };
}
