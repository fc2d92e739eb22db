import { fillAxialImages } from './axial-divergence.js';
import { fillPlainGaussian } from './column-fills.js';
import { gaussianReach } from './gaussian-powers.js';
import { firstFrom } from './first-from.js';
import type { SeparableSpace } from './separable-space.js';
import type { Smear } from './smear.js';

const reach = 0.5 * Math.sqrt(gaussianReach);

/** Fill L, G and their derivatives of a smeared unit at given shapes, and say where they are not 0. Its lines must be placed. */
export function fillSmeared(space: SeparableSpace, p: number, smear: Smear, width: number): void {
  const { points, memory, at, images: lines, middle, wideFrom, wideTo, from, to } = space;
  const columns = [
    at.lorentzian[p]!,
    at.gaussian[p]!,
    smear.byCenter,
    smear.byWidth,
    smear.gaussianByCenter,
    smear.gaussianByWidth,
  ];
  for (const column of columns) memory.fill(0, column, column + points);
  wideFrom[p] = 0;
  wideTo[p] = points;
  let [low, high] = [points, 0];
  for (let line = p * lines.lines; line < (p + 1) * lines.lines; line++) {
    const strength = lines.weight[line]!;
    const slope = lines.slope[line]!;
    if (strength === 0) continue;
    fillAxialImages(smear.images, lines.center[line]! + middle, smear.heights[0]!, smear.heights[1]!, width);
    const { count, shift, weight, shiftBy, weightBy } = smear.images;
    for (let k = 0; k < count; k++) {
      if (weight[k] === 0) continue;
      const center = lines.center[line]! + shift[k]!;
      const moves = slope * (1 + shiftBy[0][k]!);
      const share = strength * weight[k]!;
      const changes = strength * slope * weightBy[0][k]!;
      addLorentzian(space, p, smear, center, width, share, moves, changes);
      const first = firstFrom(memory, at.x, points, center - reach * width);
      const last = firstFrom(memory, at.x, points, center + reach * width);
      if (first >= last) continue;
      low = Math.min(low, first);
      high = Math.max(high, last);
      addGaussian(space, p, smear, first, last, width, share, moves, changes);
    }
  }
  from[p] = Math.min(low, high);
  to[p] = high;
  for (let i = 0; i < points; i++) {
    const weight = memory[at.weights + i]!;
    for (let c = 0; c < 6; c++) memory[columns[c]! + i]! *= weight;
  }
}

function addLorentzian(
  { points, memory: m, at }: SeparableSpace,
  p: number,
  { u, byCenter, byWidth }: Smear,
  center: number,
  width: number,
  share: number,
  moves: number,
  changes: number,
): void {
  const out = at.lorentzian[p]!;
  const scale = 2 / width;
  const ofCenter = 2 * scale * share * moves;
  const ofWidth = scale * share;
  for (let i = 0; i < points; i++) {
    const offset = (m[at.x + i]! - center) * scale;
    const value = 1 / (1 + offset * offset);
    const steep = offset * value * value;
    m[u + i] = offset;
    m[out + i]! += share * value;
    m[byCenter + i]! += ofCenter * steep + changes * value;
    m[byWidth + i]! += ofWidth * offset * steep;
  }
}

/** After {@link addLorentzian} of the same image. */
function addGaussian(
  { memory: m, at }: SeparableSpace,
  p: number,
  { u, bell, gaussianByCenter, gaussianByWidth }: Smear,
  first: number,
  last: number,
  width: number,
  share: number,
  moves: number,
  changes: number,
): void {
  const out = at.gaussian[p]!;
  const ofWidth = (2 * Math.LN2 * share) / width;
  const ofCenter = 2 * ofWidth * moves;
  fillPlainGaussian(m, u, first, last, bell);
  for (let i = first; i < last; i++) {
    const offset = m[u + i]!;
    const value = m[bell + i]!;
    const steep = offset * value;
    m[out + i]! += share * value;
    m[gaussianByCenter + i]! += ofCenter * steep + changes * value;
    m[gaussianByWidth + i]! += ofWidth * offset * steep;
  }
}

/** X and Y of a smeared unit on [first, last), at its amplitudes. */
export function combineSlopes(
  { memory: m, at, terms, amplitudes }: SeparableSpace,
  p: number,
  { byCenter, byWidth, gaussianByCenter, gaussianByWidth }: Smear,
  first: number,
  last: number,
): void {
  const a = amplitudes[terms + 2 * p]!;
  const b = amplitudes[terms + 2 * p + 1]!;
  const [x, y] = [at.slopeX[p]!, at.slopeY[p]!];
  for (let i = first; i < last; i++) {
    m[x + i] = a * m[byCenter + i]! + b * m[gaussianByCenter + i]!;
    m[y + i] = a * m[byWidth + i]! + b * m[gaussianByWidth + i]!;
  }
}
