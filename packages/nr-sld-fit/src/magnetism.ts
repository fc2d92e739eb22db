import { OperandoError } from '@operando/core';
import type { ParameterValues } from './model.js';
import { crossSections } from './polarisation.js';
import type { Polarisation } from './polarisation.js';
import type { Magnetism, SlabTable } from './slab-table.js';
import type { ReadValue } from './value-reader.js';

/** Magnetism of a row of a stack. */
export interface MagneticRow {
  readonly sld: ReadValue;
  /** Degrees. */
  readonly angle: ReadValue;
  /** Along the guide field (1) or against it (-1) whatever the parameters are; undefined where it may be turned. */
  readonly along: 1 | -1 | undefined;
}

/** A share of neutrons with one spin, whose SLD is that of the nuclei and this often the magnetic one. */
export interface SpinShare {
  readonly sign: 1 | -1 | 0;
  readonly share: number;
}

/** Which way a magnetisation points whose angle is a plain number: 1 or -1 where it is along the field. */
export function alongField(angle: unknown): 1 | -1 | undefined {
  if (angle === undefined) return 1;
  if (typeof angle !== 'number') return undefined;
  const turned = ((angle % 360) + 360) % 360;
  return turned === 0 ? 1 : turned === 180 ? -1 : undefined;
}

/**
 * How a stack whose magnetisations are all along the guide field is seen: by neutrons of either spin, which nothing turns.
 *
 * @param isMagnetic Without magnetism both spins are one.
 */
export function spinShares(polarisation: Polarisation, isMagnetic: boolean): SpinShare[] {
  const [pp, , , mm] = crossSections[polarisation];
  if (!isMagnetic) return [{ sign: 0, share: pp + mm }];
  const both: SpinShare[] = [
    { sign: 1, share: pp },
    { sign: -1, share: mm },
  ];
  // Of flipped neutrons there are none: one stack with no share stands for that.
  return pp + mm === 0 ? both.slice(0, 1) : both.filter(({ share }) => share > 0);
}

/** A table seen by one spin. */
export function seenBySpin(
  table: SlabTable,
  rows: readonly (MagneticRow | undefined)[],
  sign: SpinShare['sign'],
  values: ParameterValues,
): SlabTable {
  if (sign !== 0)
    rows.forEach((row, j) => {
      if (row !== undefined) table.sld[j]! += sign * (row.along ?? 1) * row.sld(values);
    });
  return table;
}

/** Magnetism of rows that may be turned. */
export function turnedMagnetism(
  rows: readonly (MagneticRow | undefined)[],
  polarisation: Polarisation,
  values: ParameterValues,
): Magnetism {
  const sld = Float64Array.from(rows, (row) => row?.sld(values) ?? 0);
  const angle = new Float64Array(rows.length);
  rows.forEach((row, j) => {
    // Where there is no magnetism the axis is free.
    angle[j] = row === undefined ? (j === 0 ? 0 : angle[j - 1]!) : (Math.PI / 180) * row.angle(values);
  });
  return { sld, angle, polarisation };
}

/** @throws OperandoError `unsupported` for a fronting with magnetism. */
export function expectPlainFronting(rows: readonly (MagneticRow | undefined)[], path: string): void {
  if (rows[0] === undefined) return;
  throw new OperandoError('unsupported', `${path}[0], the fronting, has a magnetic SLD.`, {
    where: { parameter: `${path}[0].magneticSld` },
    cure: 'A beam does not stay polarised in a magnet: give it to layers below.',
  });
}
