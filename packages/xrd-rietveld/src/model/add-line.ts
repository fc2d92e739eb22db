import type { KernelChoice } from '@operando/numerics/kernels';
import { createLineColumns, fillLine } from '../profile/fill-line.js';
import type { Instrument } from '../profile/instrument.js';
import { createLineShape, describeLine } from '../profile/line-shape.js';
import { addFromNodes, createTailGrid, fillTails, firstNode, subtractTails } from '../profile/tail-grid.js';
import type { TailGrid } from '../profile/tail-grid.js';
import { addColumns, addTailColumns, isTailed, takeTails } from './add-columns.js';
import type { WantedLines } from './add-columns.js';
import type { FreeColumns } from './free-intensities.js';
import { createKernelColumns } from './kernel-columns.js';
import { lowerBound } from './lower-bound.js';

/**
 * Half windows of lines, in full widths at least, within which their points are worked out one by one; farther out derivatives by the
 * place of a line, which fall faster than the line, are taken as 0.
 */
const nearWidths = 6;
/**
 * Spacings of a coarse grid that a half window holds at least; and those of the next one, where tails are so much fainter that they
 * need not be as smooth.
 */
const nearSpacings = 12;
const farSpacings = 6;

/** Adds lines to columns: near their centres on the points themselves, their tails on coarse grids. */
export interface LineAdder {
  /** Before the first line. */
  clear(): void;
  /** Before the first line of a phase, and after its last. */
  begin(wanted: WantedLines): void;
  end(wanted: WantedLines): void;
  add(wanted: WantedLines, j: number): void;
  /** After the last line: what stands on the grids goes to the points. */
  finish(): void;
}

/**
 * Lines on points. Tails beyond some widths go on a grid that is as coarse as that allows, those beyond some of its spacings on one that is
 * coarser still: so a line costs the nodes about it and a few for the rest of the pattern.
 *
 * @param width What widths of lines are like.
 */
export function createLineAdder(
  points: Float64Array,
  columns: readonly Float64Array[],
  instrument: Instrument,
  free: FreeColumns,
  shapes: number,
  width: number,
  choice: KernelChoice,
): LineAdder {
  const grid = createTailGrid(points, tailSpacing(points, width));
  const farGrid = createTailGrid(grid.nodes, grid.spacing * coarser(grid.nodes.length));
  const coarse = columns.map(() => new Float64Array(grid.nodes.length));
  const farthest = columns.map(() => new Float64Array(farGrid.nodes.length));
  const near = createLineColumns(points.length);
  const tails = new Float64Array(Math.max(points.length, grid.nodes.length));
  const shape = createLineShape();
  const kernel = createKernelColumns(points, choice);
  let isInKernel = false;
  /** Whether derivatives by axial divergence are wanted of the phase. */
  let withAxial = false;
  /** 1 for columns to which tails were added: those of places have none, those of parameters that are held nothing at all. */
  const tailed = new Uint8Array(columns.length);
  const slitPerSample = (instrument.slitHeight ?? instrument.sampleHeight ?? 0) / (instrument.sampleHeight ?? 0) || 1;
  const ratios = instrument.lines.map(({ ratio = 1 }) => ratio);
  const ratioSum = ratios.reduce((sum, ratio) => sum + ratio, 0);

  const addTails = (
    to: readonly Float64Array[],
    tailGrid: TailGrid,
    line: WantedLines,
    j: number,
    center: number,
    reach: number,
    farReach: number,
  ): void => {
    const half = 0.5 * shape.widths[0]!;
    const { nodes } = tailGrid;
    const first = firstNode(tailGrid, center - farReach);
    const last = firstNode(tailGrid, center + farReach);
    fillTails(nodes, first, last, center, half, reach, tails);
    if (Number.isFinite(farReach)) subtractTails(nodes, first, last, center, half, farReach, tails);
    addTailColumns(to, line, j, shape, tails, first, last);
  };
  return {
    clear() {
      for (const column of columns) column.fill(0);
      for (let k = 0; k < columns.length; k++) {
        if (tailed[k] === 0) continue;
        coarse[k]!.fill(0);
        farthest[k]!.fill(0);
      }
      tailed.fill(0);
    },
    begin(line) {
      tailed[line.phase] = 1;
      if (line.follow) for (const chain of line.lines.chains) if (isTailed(chain)) tailed[chain.column] = 1;
      withAxial = line.follow && line.lines.chains.some(({ axial, column }) => axial === true && line.wanted[column]!);
      isInKernel = kernel !== undefined && kernel.begin(line);
    },
    end(line) {
      if (isInKernel) kernel!.end(line, columns);
    },
    add(line, j) {
      const { lines, phase, axial } = line;
      const place = lines.place[j]!;
      const slit = axial * slitPerSample;
      describeLine(shape, place, lines.gaussian[j]!, lines.lorentzian[j]!, axial, slit, withAxial);
      const center = place + shape.shift;
      const wide = shape.widths[0]! + shape.spread;
      const reach = Math.max(nearWidths * wide, nearSpacings * grid.spacing);
      const from = lowerBound(points, center - reach);
      const to = lowerBound(points, center + reach);
      const hasTails = shape.tail > 0;
      if (to > from && isInKernel) kernel!.add(line, j, shape, from, to, reach);
      else if (to > from) {
        fillLine(shape, points, from, to, place, near, withAxial);
        if (lines.groups !== undefined) {
          const ratio = ratios[j % ratios.length]! / ratioSum;
          free.add(phase - shapes, Math.floor(j / ratios.length), ratio, near.value, from, to);
        }
        if (hasTails) {
          fillTails(points, from, to, center, 0.5 * shape.widths[0]!, reach, tails);
          takeTails(near, tails, to - from, shape);
        }
        addColumns(columns, line, j, near, from, to);
      }
      if (!hasTails) return;
      const farReach = Math.max(reach, farSpacings * farGrid.spacing);
      if (farReach > reach) addTails(coarse, grid, line, j, center, reach, farReach);
      addTails(farthest, farGrid, line, j, center, farReach, Infinity);
    },
    finish() {
      for (let k = 0; k < columns.length; k++) {
        if (tailed[k] === 0) continue;
        addFromNodes(farGrid, farthest[k]!, coarse[k]!);
        addFromNodes(grid, coarse[k]!, columns[k]!);
      }
    },
  };
}

/** Spacing of the coarse grid: as wide as lines allow, and never near that of the points. */
function tailSpacing(points: Float64Array, width: number): number {
  const step = (points[points.length - 1]! - points[0]!) / Math.max(1, points.length - 1);
  return Math.max(4 * step, (nearWidths / nearSpacings) * width);
}

/** How much coarser the next grid is: so that a line has as many nodes on the one as on the other. */
function coarser(nodes: number): number {
  return Math.min(10, Math.max(2, Math.round(Math.sqrt(nodes / (2 * farSpacings)))));
}
