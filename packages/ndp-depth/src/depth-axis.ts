import { fwhmPerSigma, OperandoError } from '@operando/core';
import { sampleDefaults } from './defaults.js';
import { crossLayers, energyBefore, layerStack } from './layer-stack.js';
import type { Crossing, LayerStack, StackLayer, StackOptions } from './layer-stack.js';

/** What {@link depthAxis} takes. */
export interface DepthAxisOptions extends StackOptions {
  /** Energy at birth in keV. */
  readonly energy: number;
  /** Energy below which particles cannot be told from background, in keV. @default 200 */
  readonly threshold?: number | undefined;
  /** Detector resolution: full width at half maximum in keV. @default 0 */
  readonly detectorFwhm?: number | undefined;
  /** Standard deviation of the angle of detected particles about `angle`, per direction, in degrees (a round aperture: a quarter of the full angle it is seen under). @default 0 */
  readonly angularSpread?: number | undefined;
}

/** Parts of the energy spread of particles from one depth, standard deviations in keV. */
export interface EnergySpread {
  /** Root of the sum of squares of all, keV. */
  readonly total: number;
  /** Of the detector, keV. */
  readonly detector: number;
  /** Of the way through matter, keV. */
  readonly straggling: number;
  /** Of the angles that the detector accepts, keV. */
  readonly acceptance: number;
  /** Of layers of uneven thickness, keV. */
  readonly roughness: number;
}

/** One layer's place on a depth axis. */
export interface DepthLayer {
  /** As in the sample. */
  readonly name: string;
  /** um below the surface. */
  readonly top: number;
  /** um below the surface. */
  readonly bottom: number;
  /** Source of its stopping power. */
  readonly source: string;
}

/**
 * The map between depth and detected energy of one ion: exact at every point
 * (no grid), strictly falling, with kinks at layer boundaries.
 */
export interface DepthAxis {
  /** The particle: `3H`, `4He`. */
  readonly ion: string;
  /** keV at birth. */
  readonly birthEnergy: number;
  /** Between its way and the normal, degrees. */
  readonly angle: number;
  /** Lowest energy that is counted, keV. */
  readonly threshold: number;
  /** From the surface down. */
  readonly layers: readonly DepthLayer[];
  /** Detected energy of particles from the surface, keV. */
  readonly surfaceEnergy: number;
  /** Detected energy from the deepest visible point, keV; never below the threshold. */
  readonly lowestEnergy: number;
  /** Deepest visible depth in um: the end of the layers, or where the threshold is met. */
  readonly reach: number;
  /** Detected energy from a depth in um; 0 where the particle stops inside. */
  energyAt(depth: number): number;
  /** Depth in um of a detected energy in keV, which must lie between the threshold and the surface energy. */
  depthAt(energy: number): number;
  /** -dE/dz in keV/um, taken inside the layer below the point. */
  slopeAt(depth: number): number;
  /** Detected energy and its standard deviation, both 0 for a particle that stops on its way; the threshold is disregarded. */
  arrivalAt(depth: number): { readonly energy: number; readonly sigma: number };
  /** Spread of the detected energy. */
  spreadAt(depth: number): EnergySpread;
  /** Depth resolution: full width at half maximum in um. */
  resolutionAt(depth: number): number;
  /** Standard error of the depth by stopping powers and thicknesses, in um: common to neighbouring depths, a stretch rather than noise. */
  depthStderrAt(depth: number): number;
}

interface Place {
  readonly index: number;
  readonly below: number;
}

/** Layers with what particles born in them meet on their way out. */
interface Way {
  readonly stack: LayerStack;
  /** keV at birth. */
  readonly birth: number;
  readonly layers: readonly DepthLayer[];
  /** Standard deviation of the detector, keV. */
  readonly detector: number;
  /** Relative spread of paths by the angles accepted. */
  readonly pathSpread: number;
}

function placeOf(depth: number, layers: readonly DepthLayer[]): Place {
  let index = 0;
  while (index < layers.length - 1 && depth >= layers[index]!.bottom) index++;
  return {
    index,
    below: Math.min(Math.max(0, depth - layers[index]!.top), layers[index]!.bottom - layers[index]!.top),
  };
}

/** Cross everything outward from a place. */
function outward({ stack, birth }: Way, { index, below }: Place, stretch = 1): Crossing {
  const ordered = [...stack.layers.slice(0, index + 1).toReversed(), ...stack.outside];
  const crossed =
    stretch === 1
      ? ordered
      : ordered.map((layer): StackLayer => Object.assign({}, layer, { stretch: layer.stretch * stretch }));
  return crossLayers(crossed, birth, 0, below);
}

/** Depth of a detected energy. @param tops Energies from the tops of the layers. */
function depthOf({ stack, birth, layers }: Way, tops: readonly number[], detected: number): number {
  let index = layers.length - 1;
  while (index > 0 && tops[index]! < detected) index--;
  let energy = detected;
  for (const layer of stack.outside.toReversed()) energy = energyBefore(layer, energy);
  for (const layer of stack.layers.slice(0, index)) energy = energyBefore(layer, energy);
  const { table, stretch, thickness } = stack.layers[index]!;
  const path = (table.range(birth) - table.range(energy)) / stretch;
  return layers[index]!.top + Math.min(thickness, Math.max(0, path));
}

function slopeOf({ stack, birth }: Way, place: Place, crossing: Crossing): number {
  const { table, stretch } = stack.layers[place.index]!;
  return crossing.gain * table.power(birth) * stretch;
}

function spreadOf(way: Way, place: Place, crossing: Crossing): EnergySpread {
  const { stack, detector, pathSpread } = way;
  let acceptance = 0;
  if (pathSpread > 0) {
    const step = 1e-4;
    const slope = (outward(way, place, 1 + step).energy - outward(way, place, 1 - step).energy) / (2 * step);
    acceptance = Math.abs(slope) * pathSpread;
  }
  const passed = [...stack.layers.slice(0, place.index + 1).toReversed(), ...stack.outside];
  const roughness = Math.hypot(
    ...passed.map((layer, i) => (i === 0 ? 0 : layer.roughness * crossing.thicknessSlopes[i]!)),
  );
  const straggling = Math.sqrt(crossing.variance);
  return {
    total: Math.hypot(detector, straggling, acceptance, roughness),
    detector,
    straggling,
    acceptance,
    roughness,
  };
}

function depthStderrOf(way: Way, place: Place): number {
  const crossing = outward(way, place);
  const slope = slopeOf(way, place, crossing);
  // A thicker layer above lowers the energy, and moves the point itself down.
  const thickness = crossing.thicknessErrors
    .slice(1, place.index + 1)
    .map((error, i) => error / slope + way.stack.layers[place.index - 1 - i]!.thicknessStderr);
  const outer = crossing.thicknessErrors.slice(place.index + 1).map((error) => error / slope);
  return Math.hypot(...[...crossing.stoppingErrors.values()].map((error) => error / slope), ...thickness, ...outer);
}

/** Layers, detector and acceptance, checked. */
function wayOf(options: DepthAxisOptions): Way & { readonly threshold: number } {
  const {
    energy: birth,
    threshold = sampleDefaults.threshold,
    detectorFwhm = sampleDefaults.detectorFwhm,
    angularSpread = sampleDefaults.angularSpread,
  } = options;
  for (const [name, value] of [
    ['threshold', threshold],
    ['detectorFwhm', detectorFwhm],
    ['angularSpread', angularSpread],
  ] as const) {
    if (!(value >= 0) || !Number.isFinite(value))
      throw new OperandoError('invalid-argument', `${name} is ${value}.`, { where: { parameter: name } });
  }
  const stack = layerStack(options, birth);
  const layers: DepthLayer[] = [];
  for (const layer of stack.layers) {
    const top = layers.at(-1)?.bottom ?? 0;
    layers.push({ name: layer.name, top, bottom: top + layer.thickness, source: layer.table.stopping.description });
  }
  if (!((layers.at(-1)?.bottom ?? 0) > 0)) {
    throw new OperandoError('invalid-argument', 'the layers have no thickness.', {
      where: { parameter: 'layers' },
      cure: 'Give at least one layer with a thickness in um.',
    });
  }
  // Spread of 1/cos over cos: to first order in the angle's spread, and its square.
  const tilt = Math.tan((stack.angle * Math.PI) / 180);
  const radians = (angularSpread * Math.PI) / 180;
  return {
    stack,
    birth,
    layers,
    threshold,
    detector: detectorFwhm / fwhmPerSigma,
    pathSpread: Math.hypot(tilt * radians, radians * radians),
  };
}

/**
 * Depth against detected energy of particles of one ion born with one energy.
 *
 * Inside each layer the energy is read from range tables: R(E) = R(E0) - path.
 * The spread has straggling (propagated by S_out/S_in through each layer), detector
 * resolution, acceptance of angles (second order included, so that it does not
 * vanish at normal exit) and roughness of the layers above, all independent.
 * Multiple scattering is left out: it matters below some 30 % of the birth energy.
 *
 * @throws OperandoError `invalid-argument` without layers or with all particles stopped in the caps, and as {@link energyAfter}.
 */
export function depthAxis(options: DepthAxisOptions): DepthAxis {
  const way = wayOf(options);
  const { stack, birth, layers, threshold } = way;
  const tops = layers.map((_, index) => outward(way, { index, below: 0 }).energy);
  const surfaceEnergy = tops[0]!;
  if (!(surfaceEnergy > threshold)) {
    throw new OperandoError(
      'outside-range',
      `a ${stack.ion.name} from the surface reaches the detector with ${surfaceEnergy.toFixed(1)} keV, below the threshold of ${threshold} keV.`,
      {
        where: { parameter: 'threshold' },
        cure: 'Use the ion that gets through the window (tritons reach further than alphas), or lower the threshold.',
      },
    );
  }
  const total = layers.at(-1)!.bottom;
  const bottomEnergy = outward(way, placeOf(total, layers)).energy;
  const lowestEnergy = Math.max(bottomEnergy, threshold);
  const reach = bottomEnergy >= threshold ? total : depthOf(way, tops, threshold);
  const checked = (depth: number): Place => {
    if (!(depth >= 0 && depth <= reach * (1 + 1e-12))) {
      throw new OperandoError('outside-range', `depth ${depth} um is not visible with this ion.`, {
        where: { parameter: 'depth' },
        cure: `Depths reach from 0 to ${reach.toFixed(4)} um.`,
      });
    }
    return placeOf(depth, layers);
  };
  const spreadAt = (depth: number): EnergySpread => {
    const place = checked(depth);
    return spreadOf(way, place, outward(way, place));
  };
  const slopeAt = (depth: number): number => {
    const place = checked(depth);
    return slopeOf(way, place, outward(way, place));
  };
  return {
    ion: stack.ion.name,
    birthEnergy: birth,
    angle: stack.angle,
    threshold,
    layers,
    surfaceEnergy,
    lowestEnergy,
    reach,
    energyAt: (depth) => outward(way, placeOf(depth, layers)).energy,
    depthAt(detected) {
      if (!(detected >= lowestEnergy * (1 - 1e-12) && detected <= surfaceEnergy * (1 + 1e-12))) {
        throw new OperandoError('outside-range', `${detected} keV comes from no visible depth.`, {
          where: { parameter: 'energy' },
          cure: `Energies reach from ${lowestEnergy.toFixed(2)} keV${lowestEnergy === threshold ? ' (the threshold)' : ''} to ${surfaceEnergy.toFixed(2)} keV.`,
        });
      }
      return depthOf(way, tops, detected);
    },
    slopeAt,
    arrivalAt(depth) {
      const place = placeOf(depth, layers);
      const crossing = outward(way, place);
      return { energy: crossing.energy, sigma: crossing.energy > 0 ? spreadOf(way, place, crossing).total : 0 };
    },
    spreadAt,
    resolutionAt: (depth) => (fwhmPerSigma * spreadAt(depth).total) / slopeAt(depth),
    depthStderrAt: (depth) => depthStderrOf(way, checked(depth)),
  };
}
