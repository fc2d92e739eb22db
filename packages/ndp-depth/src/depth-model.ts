import { tikhonovSolver } from '@operando/numerics';
import type { TikhonovSolver } from '@operando/numerics';
import { OperandoError } from '@operando/core';
import type { DepthAxis } from './depth-axis.js';
import { interfaceMixing, interfaceWidths, multiply } from './interfaces.js';
import { arealWeights, shownBins } from './profile.js';
import type { ArealWeights, ShownBins } from './profile.js';
import { responseMatrix } from './response-matrix.js';
import type { DepthGrid } from './response-matrix.js';
import { sensitivityOf } from './sensitivity.js';
import type { Geometry, Sensitivity } from './sensitivity.js';
import { visibleBins, visibleGrid, visibleStretches, withUnseenBins } from './visible-depths.js';

/** What {@link depthModel} takes. */
export interface DepthModelOptions {
  /** One for each kind of particle: alpha and triton share one profile. */
  readonly axes: readonly DepthAxis[];
  /** Edges of the channels in keV. */
  readonly channelEdges: ArrayLike<number>;
  /** How atoms become counts. */
  readonly geometry: Geometry;
  /** Depth bins. @default {@link depthGrid} of the axes, four bins for each resolution */
  readonly grid?: DepthGrid | undefined;
  /** Energies to fit, keV. @default from the lowest threshold up */
  readonly energyRange?: readonly [number, number] | undefined;
  /** Share of the neutrons that reach each depth bin. @default 1 */
  readonly transmission?: ArrayLike<number> | undefined;
  /** Standard deviation in um of the transition from each layer to the next (one fewer than layers), by roughness or interdiffusion; one number serves all. @default 0 (sharp) */
  readonly interfaceWidth?: number | readonly number[] | undefined;
  /** A usual concentration in atoms/cm3, which makes lambda a plain number. @default 1e22 */
  readonly typicalConcentration?: number | undefined;
}

/** The forward model of a sample and a detector, ready for spectra. */
export interface DepthModel extends SolvableModel {
  /** Row-major [rows x bins]: counts per second of exposure for 1 atom/cm3 in the layer's own profile. */
  readonly matrix: Float64Array;
}

/** A forward model, of whose matrix the solver alone knows. */
export interface SolvableModel {
  readonly axes: readonly DepthAxis[];
  /** Bins that are fitted: a few of them below the deepest that can be seen, where there is more of the sample. */
  readonly grid: DepthGrid;
  /** 1 for bins that can be seen within the energies fitted. */
  readonly seen: Uint8Array;
  /** The bins down to the deepest that can be seen, which profiles have. */
  readonly shown: ShownBins;
  readonly sensitivity: Sensitivity;
  readonly geometry: Geometry;
  /** Channels fitted, and how many are brought together in one row of the matrix (channels much finer than the resolution). */
  readonly firstChannel: number;
  readonly rows: number;
  readonly channelsPerRow: number;
  /** Number of channels a spectrum must have. */
  readonly channels: number;
  /** Row-major [bins x bins]: concentration in each bin by the layers' own profiles; undefined when interfaces are sharp. */
  readonly mixing: Float64Array | undefined;
  /** Standard deviation in um of the interface below each layer but the last. */
  readonly interfaceWidths: readonly number[];
  readonly solver: TikhonovSolver;
  /** What makes lambda a plain number, atoms/cm3. */
  readonly typicalConcentration: number;
  /** Share of the neutrons that reach each depth bin; undefined where all do. */
  readonly transmission: ArrayLike<number> | undefined;
  /** Weights of the bins in the areal density of each layer, and of all. */
  readonly layerWeights: readonly ArealWeights[];
  readonly totalWeights: ArealWeights;
  /** Sums of fitted channels of an array of channels. */
  gather(values: ArrayLike<number>, factor?: number): Float64Array;
}

/**
 * Put the forward model together: response of the channels to each depth bin,
 * sensitivity, neutron transmission, interface widths. One model serves all
 * frames of a cell whose layers stay as they are.
 *
 * @throws OperandoError for channels, grids or geometry that do not fit, `outside-range` when no channel is left.
 */
export function depthModel(options: DepthModelOptions): DepthModel {
  const { axes, geometry, typicalConcentration = 1e22 } = options;
  const sensitivity = sensitivityOf(geometry);
  const widths = interfaceWidths(options.interfaceWidth, axes[0]!.layers.length);
  const edges = Float64Array.from(options.channelEdges);
  const channels = edges.length - 1;
  const [low, high] = options.energyRange ?? [Math.min(...axes.map((axis) => axis.threshold)), Infinity];
  const stretches = visibleStretches(axes, Math.max(low, edges[0]!), Math.min(high, edges[channels]!));
  let firstChannel = 0;
  while (firstChannel < channels && edges[firstChannel]! < low) firstChannel++;
  let end = channels;
  while (end > firstChannel && edges[end]! > high) end--;
  const finest = Math.min(...axes.map((axis) => axis.spreadAt(0).total));
  const width = (edges[end]! - edges[firstChannel]!) / Math.max(1, end - firstChannel);
  const channelsPerRow = Math.max(1, Math.min(64, Math.floor((0.8 * finest) / width)));
  const rows = Math.floor((end - firstChannel) / channelsPerRow);
  if (!(rows > 0)) {
    const [first, last] = [edges[0]!, edges[channels]!].map((energy) => energy.toPrecision(4));
    // A scale a thousand times too small is one in MeV.
    const inMeV = options.energyRange === undefined && edges[channels]! < low && 1000 * edges[channels]! > low;
    throw new OperandoError(
      'outside-range',
      high === Infinity ? `no channel lies above ${low} keV.` : `no channel lies between ${low} and ${high} keV.`,
      {
        where: { parameter: options.energyRange === undefined ? 'calibration' : 'energyRange' },
        cure: `Channels reach from ${first} to ${last} keV.${inMeV ? ' Is the calibration in MeV? It must be in keV.' : ''}`,
      },
    );
  }
  const grid = withUnseenBins(axes, options.grid ?? visibleGrid(axes, stretches), stretches);
  const seen = visibleBins(grid, stretches);
  if (!seen.includes(1))
    throw new OperandoError('outside-range', 'the energies fitted show none of the depth bins.', {
      where: { parameter: options.energyRange === undefined ? 'calibration' : 'energyRange' },
      cure: `Particles arrive with ${axes.map((axis) => `${axis.lowestEnergy.toFixed(0)} to ${axis.surfaceEnergy.toFixed(0)} keV (${axis.ion})`).join(', ')}.`,
    });
  const { layers: layerWeights, total: totalWeights } = arealWeights(axes[0]!, grid, seen);
  const rowEdges = Float64Array.from({ length: rows + 1 }, (_, i) => edges[firstChannel + i * channelsPerRow]!);
  const bins = grid.layer.length;
  const response = responseMatrix(axes, rowEdges, grid.edges).values;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < bins; j++)
      response[i * bins + j]! *= 1e-4 * sensitivity.value * (options.transmission?.[j] ?? 1);
  }
  const sharp: DepthModel = {
    axes,
    grid,
    seen,
    shown: shownBins(axes, grid, seen),
    sensitivity,
    geometry,
    firstChannel,
    rows,
    channelsPerRow,
    channels,
    matrix: response,
    mixing: undefined,
    interfaceWidths: widths.map(() => 0),
    layerWeights,
    totalWeights,
    typicalConcentration,
    transmission: options.transmission,
    solver: tikhonovSolver({
      matrix: response,
      rows,
      columns: bins,
      segments: grid.layer,
      scale: typicalConcentration,
    }),
    gather(values, factor = 1) {
      const sums = new Float64Array(rows);
      for (let i = 0; i < rows; i++)
        for (let k = 0; k < channelsPerRow; k++) sums[i]! += factor * values[firstChannel + i * channelsPerRow + k]!;
      return sums;
    },
  };
  return withInterfaces(sharp, widths);
}

/** A model of sharp interfaces with interfaces of these widths. */
export function withInterfaces(sharp: DepthModel, widths: readonly number[]): DepthModel {
  const { axes, grid, rows, matrix: response, typicalConcentration } = sharp;
  const mixing = interfaceMixing(axes[0]!, grid, widths);
  if (mixing === undefined) return sharp;
  const bins = grid.layer.length;
  const matrix = multiply(response, mixing, rows, bins);
  return {
    ...sharp,
    matrix,
    mixing,
    interfaceWidths: widths,
    solver: tikhonovSolver({ matrix, rows, columns: bins, segments: grid.layer, scale: typicalConcentration }),
  };
}
