import { OperandoError } from '@operando/core';
import type { Pattern, RefineOptions } from './options.js';

/** Refuse options that do not fit together. @throws OperandoError */
export function checkOptions({ instrument, phases, refine }: RefineOptions, twoTheta: Float64Array): void {
  const refuse = (parameter: string, problem: string, cure: string): never => {
    throw new OperandoError('invalid-argument', problem, { where: { parameter }, cure });
  };
  if (phases.length === 0) refuse('phases', 'there is no phase', 'Give at least one');
  const names = phases.map(({ name }) => name);
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (twice !== undefined) refuse('phases', `two phases are called ${twice}`, 'Give each a name of its own');
  for (const { name, orientation, strainAxis } of phases) {
    const isNone = (axis: readonly number[] | undefined): boolean => axis?.every((index) => index === 0) ?? false;
    if (isNone(orientation?.axis) || isNone(strainAxis))
      refuse('phases', `the axis of ${name} is 0, 0, 0`, 'Give h, k, l of the planes that it stands on');
  }
  const turned = phases.find(
    ({ system, cell }) =>
      system === 'monoclinic' && Math.max(Math.abs(cell.alpha - 90), Math.abs(cell.gamma - 90)) > 1e-6,
  );
  if (turned !== undefined) {
    refuse(
      'phases',
      `the unique axis of ${turned.name}, which is monoclinic, is not b`,
      'Give cell and indices with b as unique axis',
    );
  }
  const { lines } = instrument;
  if (lines.length === 0 || lines.some(({ wavelength, ratio = 1 }) => !(wavelength > 0) || !(ratio >= 0))) {
    refuse('instrument.lines', 'a wavelength is not above 0, or there is none', 'Give wavelengths in angstrom');
  }
  if ((instrument.slitHeight ?? 0) > 0 && !((instrument.sampleHeight ?? 0) > 0)) {
    refuse('instrument.sampleHeight', 'a height of the slit is given without that of the sample', 'Give both');
  }
  const moved = [...(refine?.instrument ?? []), ...Object.values(refine?.phases ?? {}).flat()];
  const isDisplaced = moved.includes('displacement') || (instrument.displacement ?? 0) !== 0;
  if (isDisplaced && !((instrument.radius ?? 0) > 0)) {
    refuse('instrument.radius', 'a displacement needs the radius', 'Give the distance of sample and detector in mm');
  }
  for (let i = 1; i < twoTheta.length; i++) {
    if (twoTheta[i]! > twoTheta[i - 1]!) continue;
    throw new OperandoError('axis-not-increasing', `2 theta does not increase at point ${i}`, {
      cure: 'Sort the points, and leave out repeated ones',
    });
  }
}

/** Numbers of the points in range and not left out. @throws OperandoError `too-few-points` */
export function usedPoints(twoTheta: Float64Array, { range, excluded = [] }: RefineOptions): Int32Array {
  const [low, high] = range ?? [-Infinity, Infinity];
  const used: number[] = [];
  for (const [i, x] of twoTheta.entries()) {
    if (x >= low && x <= high && !excluded.some(([from, to]) => x >= from && x <= to)) used.push(i);
  }
  if (used.length < 10) {
    throw new OperandoError('too-few-points', `${used.length} points of the pattern are left`, {
      where: { parameter: range === undefined ? 'excluded' : 'range' },
      cure: 'Check the ranges that are used and left out',
    });
  }
  return Int32Array.from(used);
}

/** The pattern's points as arrays of the grid, checked to be as many. */
export function checkPattern({ twoTheta, intensity, sigma, mask }: Pattern): void {
  for (const [name, values] of Object.entries({ intensity, sigma, mask })) {
    if (values === undefined || values.length === twoTheta.length) continue;
    throw new OperandoError('shape-mismatch', `there are ${values.length} values, but ${twoTheta.length} angles`, {
      where: { parameter: name },
      cure: 'Give one for each point',
    });
  }
}
