import { gaussianPowers } from '@operando/peak-fit';
import { kernelOf, patternLinesModule, placeTables } from '@operando/numerics/kernels';
import type { KernelChoice, KernelTable } from '@operando/numerics/kernels';
import type { LineShape } from '../profile/line-shape.js';
import { unitGaussian, unitLorentzian } from '../profile/fill-line.js';
import type { WantedLines } from './add-columns.js';

const powers: KernelTable = { values: gaussianPowers };
/** Doubles for images and numbers of a line, before its columns. */
const room = 1024;
const ofShape = 17;

/** The columns of one phase at a time, near the centres of its lines, in the memory of the kernels. */
export interface KernelColumns {
  /** Begin with the lines of a phase. @returns Whether they can be taken. */
  begin(line: WantedLines): boolean;
  /** Add line j at points from..to less its tail, which reaches to that distance of its centre. */
  add(line: WantedLines, j: number, shape: LineShape, from: number, to: number, reach: number): void;
  /** Add what was gathered of the phase to its columns. */
  end(line: WantedLines, columns: readonly Float64Array[]): void;
}

/** Room for lines on points. @returns undefined where the plain loops are to be taken. */
export function createKernelColumns(points: Float64Array, choice: KernelChoice): KernelColumns | undefined {
  const kernel = kernelOf(patternLinesModule, choice);
  if (kernel === undefined) return undefined;
  const { run, space } = kernel;
  const { doubles, scratch, scratchSize, inner, innerSize } = space;
  const stride = (points.length + 2) & ~1;
  if (room + 4 * stride > innerSize) return undefined;
  const grid: KernelTable = { values: points };
  const images = (inner >> 3) + ofShape + 1;
  const window = inner + 8 * room;
  let x = 0;
  let table = 0;
  /** Address of the column of each chain of the phase; 0 of those that are not wanted. */
  const addresses: number[] = [];
  return {
    begin({ lines, follow, scale, wanted }) {
      if (lines.groups !== undefined) return false;
      addresses.length = 0;
      let count = 1;
      for (const { column, axial } of lines.chains) {
        const isWanted = follow && scale !== 0 && wanted[column]!;
        if (isWanted && axial === true) return false;
        addresses.push(isWanted ? scratch + 8 * stride * count++ : 0);
      }
      if (count * stride > scratchSize) return false;
      const places = placeTables(space, [grid, powers]);
      if (places === undefined) return false;
      [x, table] = places as [number, number];
      doubles.fill(0, scratch >> 3, (scratch >> 3) + count * stride);
      return true;
    },
    add({ lines, scale }, j, shape, from, to, reach) {
      const n = to - from;
      putShape(doubles, inner >> 3, shape, lines.place[j]!, reach);
      const { count, shift, weight } = shape.images;
      for (let k = 0; k < count; k++) {
        doubles[images + 2 * k] = shift[k]!;
        doubles[images + 2 * k + 1] = weight[k]!;
      }
      run.lineWindow(x + 8 * from, n, images << 3, count, table, inner, window, 8 * stride);
      const [byPlace, byGaussian, byLorentzian] = [1, 2, 3].map((k) => window + 8 * stride * k) as [
        number,
        number,
        number,
      ];
      run.addOne(scratch + 8 * from, window, lines.intensity[j]!, n);
      const strength = scale * lines.intensity[j]!;
      lines.chains.forEach(({ intensity, place, gaussian, lorentzian }, k) => {
        if (addresses[k] === 0) return;
        const out = addresses[k]! + 8 * from;
        const ofIntensity = intensity === undefined ? 0 : scale * intensity[j]!;
        if (place !== undefined) {
          const ofPlace = strength * place[j]!;
          if (ofIntensity !== 0) run.addTwo(out, byPlace, ofPlace, window, ofIntensity, n);
          else if (ofPlace !== 0) run.addOne(out, byPlace, ofPlace, n);
        } else if (ofIntensity !== 0) run.addOne(out, window, ofIntensity, n);
        else if (gaussian !== undefined) run.addOne(out, byGaussian, strength * gaussian[j]!, n);
        else if (lorentzian !== undefined) run.addOne(out, byLorentzian, strength * lorentzian[j]!, n);
      });
    },
    end({ lines, phase }, columns) {
      const give = (address: number, out: Float64Array): void => {
        for (let i = 0, k = address >> 3; i < out.length; i++, k++) out[i]! += doubles[k]!;
      };
      give(scratch, columns[phase]!);
      lines.chains.forEach(({ column }, k) => {
        if (addresses[k] !== 0) give(addresses[k]!, columns[column]!);
      });
    },
  };
}

function putShape(out: Float64Array, at: number, shape: LineShape, place: number, reach: number): void {
  const { widths, shift, tail, tailByGaussian, tailByLorentzian } = shape;
  const inverse = 1 / widths[0]!;
  const eta = widths[1]!;
  const half = 0.5 * widths[0]!;
  out[at] = place;
  out[at + 1] = 2 * inverse;
  out[at + 2] = unitLorentzian * eta;
  out[at + 3] = unitGaussian * (1 - eta);
  out[at + 4] = unitLorentzian;
  out[at + 5] = unitGaussian;
  out[at + 6] = inverse;
  out[at + 7] = widths[2]! * inverse * inverse;
  out[at + 8] = widths[3]! * inverse * inverse;
  out[at + 9] = widths[4]! * inverse;
  out[at + 10] = widths[5]! * inverse;
  out[at + 11] = place + shift;
  out[at + 12] = reach * reach;
  out[at + 13] = 1 / (reach * reach + half * half);
  out[at + 14] = tail;
  out[at + 15] = tailByGaussian;
  out[at + 16] = tailByLorentzian;
}
