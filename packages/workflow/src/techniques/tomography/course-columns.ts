import { statusOf } from '@operando/core';
import type { EstimateColumn, ResultColumn } from '@operando/core';
import type { TomogramCourse } from '@operando/tomogram-measure';
import { columnOf } from './lengths.js';
import type { Lengths } from './lengths.js';

/** A number of each frame. */
function plain(name: string, unit: string, values: Iterable<number>): EstimateColumn {
  return { name, unit, values: Float64Array.from(values) };
}

/** z of a slice in the volume as it was given. */
export function givenDepth({ isTurned, frames }: TomogramCourse, z: number, { depth }: Lengths): number {
  return (isTurned ? frames.shape.depth - 1 - z : z) * depth.factor;
}

function crackColumns(course: TomogramCourse, lengths: Lengths): ResultColumn[] {
  const { cracks } = course;
  if (cracks.every(({ bodies }) => bodies.length === 0)) return [];
  const { volume, depth } = lengths;
  const status = Uint8Array.from(cracks, ({ isThin }) => (isThin ? statusOf['below-resolution'] : statusOf.ok));
  const below = (z: number, t: number): number => (z - meanSheet(course, t)) * depth.factor;
  const half = (z: number): number => (Number.isFinite(z) ? 0.5 * depth.factor : Number.NaN);
  const tipError = Float64Array.from(cracks, ({ tip }) => 2 * half(tip));
  return [
    {
      ...columnOf(
        'crack_volume',
        cracks.map((crack) => crack.emptyEquivalent),
        volume,
      ),
      status,
    },
    {
      ...columnOf(
        'crack_volume_if_filled',
        cracks.map((crack) => crack.filledEquivalent),
        volume,
      ),
      status,
    },
    plain(
      'crack_bodies',
      '1',
      cracks.map(({ bodies }) => bodies.length),
    ),
    {
      ...plain(
        'crack_tip_below_interface',
        depth.unit,
        cracks.map(({ tip }, t) => below(tip, t)),
      ),
      stderr: tipError,
    },
    {
      ...plain(
        'filled_below_interface',
        depth.unit,
        cracks.map(({ filledTip }, t) => below(filledTip, t)),
      ),
      stderr: Float64Array.from(cracks, ({ filledTip }) => 4 * half(filledTip)),
    },
    {
      ...plain(
        'crack_ahead_of_filling',
        depth.unit,
        cracks.map(({ tip, filledTip }) => (tip - filledTip) * depth.factor),
      ),
      stderr: Float64Array.from(cracks, ({ filledTip }) => 4.5 * half(filledTip)),
    },
    { name: 'crack_spans', words: cracks.map(({ spans }) => (spans ? 'yes' : 'no')) },
  ];
}

/** Mean place of the interface. */
function meanSheet({ interface: { sheet }, frames }: TomogramCourse, _frame: number): number {
  let [sum, count] = [0, 0];
  frames.pixels.forEach((is, i) => {
    if (is === 0) return;
    sum += sheet.z[i]!;
    count++;
  });
  return sum / count;
}

/** How frames had moved from the first. */
function motionColumns({ motions }: TomogramCourse, { depth, edges }: Lengths): ResultColumn[] {
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

/** What is measured of each frame of grey values. */
export function courseColumns(course: TomogramCourse, lengths: Lengths): ResultColumn[] {
  const { volume, area } = lengths;
  const { frames } = course.interface;
  const { contact, particles } = course;
  const { scales } = course.frames;
  const thin = Uint8Array.from(course.voids, ({ bodies }) =>
    bodies.length > 0 && bodies.every(({ isThin }) => isThin) ? statusOf['below-resolution'] : statusOf.ok,
  );
  const seen = Uint8Array.from(contact, ({ fraction }) =>
    Number.isNaN(fraction.value) ? statusOf['not-visible'] : statusOf.ok,
  );
  return [
    ...motionColumns(course, lengths),
    {
      ...columnOf(
        'void_volume',
        frames.map((frame) => frame.volume),
        volume,
      ),
      status: thin,
    },
    columnOf(
      'void_growth',
      frames.map((frame) => frame.growth),
      volume,
    ),
    plain(
      'voids',
      '1',
      course.voids.map(({ bodies }) => bodies.length),
    ),
    {
      ...columnOf(
        'contact_area',
        contact.map((each) => each.area),
        area,
      ),
      status: seen,
    },
    {
      ...columnOf(
        'contact_area_projected',
        contact.map((each) => each.projected),
        area,
      ),
      status: seen,
    },
    {
      ...columnOf(
        'contact_fraction',
        contact.map((each) => each.fraction),
        { factor: 1, unit: '1' },
      ),
      status: seen,
    },
    plain(
      'crack_mouth_area',
      area.unit,
      frames.map(({ mouths }) => mouths.reduce((sum, is) => sum + is, 0) * area.factor),
    ),
    ...crackColumns(course, lengths),
    ...(particles === undefined
      ? []
      : [
          columnOf(
            'particle_volume',
            particles.map((each) => each.volume),
            volume,
          ),
          plain(
            'particles',
            '1',
            particles.map(({ bodies }) => bodies),
          ),
        ]),
    {
      ...plain(
        'grey_electrode',
        '1',
        scales.map(({ zero }) => zero),
      ),
      stderr: Float64Array.from(scales, (each) => each.zeroError),
    },
    {
      ...plain(
        'grey_electrolyte',
        '1',
        scales.map(({ one }) => one),
      ),
      stderr: Float64Array.from(scales, (each) => each.oneError),
    },
    plain(
      'noise_over_contrast',
      '1',
      scales.map(({ sigma }) => sigma),
    ),
  ];
}
