import type { EstimateColumn, ResultColumn } from '@operando/core';
import type { TomogramCourse } from '@operando/tomogram-measure';
import type { Lengths } from './lengths.js';

/** A number of each frame. */
export function plain(name: string, unit: string, values: Iterable<number>): EstimateColumn {
  return { name, unit, values: Float64Array.from(values) };
}

/** How frames had moved from the first. */
export function motionColumns({ motions }: TomogramCourse, { depth, edges }: Lengths): ResultColumn[] {
  if (motions === undefined) return [];
  const of = (name: string, key: 'dz' | 'dy' | 'dx' | 'strain', factor: number, unit: string): ResultColumn => ({
    ...plain(
      name,
      unit,
      motions.map(({ motion }) => motion[key] * factor),
    ),
    stderr: Float64Array.from(motions, ({ stderr }) => stderr[key] * Math.abs(factor)),
  });
  return [
    of('motion_z', 'dz', edges[0], depth.unit),
    of('motion_y', 'dy', edges[1], depth.unit),
    of('motion_x', 'dx', edges[2], depth.unit),
    of('strain_z', 'strain', 1, '1'),
  ];
}
