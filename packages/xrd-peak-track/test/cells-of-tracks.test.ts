import { expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { completeCell, dToTwoTheta, spacing, trackCell } from '../src/index.js';
import type { Hkl, IndexedTrack } from '../src/index.js';

const wavelength = 0.7;
const reflections: readonly Hkl[] = [
  [0, 0, 3],
  [1, 0, 1],
  [1, 0, 4],
  [1, 1, 0],
  [1, 1, 3],
];

/** Tracks of a layered oxide whose centers scatter by their errors, of which (104) is off by some of its own from half of the frames on. */
function tracksOf(frames: number, off: number): IndexedTrack[] {
  const random = seededRandom(3);
  return reflections.map((hkl) => {
    const stderr = 1e-3;
    const isOff = hkl.join('') === '104';
    const values = Float64Array.from({ length: frames }, (_, f) => {
      const cell = completeCell('hexagonal', [2.86 - (2e-2 * f) / frames, 14.2 + (0.2 * f) / frames]);
      const push = isOff && 2 * f >= frames ? off * stderr : 0;
      return dToTwoTheta(spacing(cell, hkl), wavelength) + stderr * random.normal() + push;
    });
    const center = { name: 'center', unit: 'deg', values, stderr: new Float64Array(frames).fill(stderr) };
    return { track: { status: new Uint8Array(frames), center } as unknown as IndexedTrack['track'], hkl };
  });
}

it('a cell into which its reflections do not fit is a misfit, and the reflection that is off is named by its deviations', () => {
  const frames = 40;
  const { status, deviations, cell } = trackCell(tracksOf(frames, 40), { system: 'hexagonal', wavelength });
  status.forEach((each, f) => expect(each).toBe(2 * f < frames ? statusOf.converged : statusOf.misfit));
  const usual = deviations.map((own) => own.slice(frames / 2).reduce((sum, each) => sum + Math.abs(each), 0));
  expect(usual.indexOf(Math.max(...usual))).toBe(reflections.findIndex((hkl) => hkl.join('') === '104'));
  expect(deviations.every((own) => own.slice(0, frames / 2).every((each) => Math.abs(each) < 5))).toBe(true);
  expect(cell.a!.values.every(Number.isFinite)).toBe(true);
});

it('of cells whose reflections fit none is a misfit', () => {
  // One in a million would be, by the distribution of chi^2.
  const { status } = trackCell(tracksOf(3000, 0), { system: 'hexagonal', wavelength });
  expect(status.every((each) => each === statusOf.converged)).toBe(true);
});
