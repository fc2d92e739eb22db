import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';

/** Beam and slits that make the gauge volume; micrometres and degrees. */
export interface GaugeGeometry {
  /** Across the scattering plane: along the depth that is scanned. */
  readonly beamHeight: number;
  /** In the scattering plane. */
  readonly beamWidth: number;
  /** What the diffracted beam's slits let through, projected to the sample. */
  readonly collimatorWidth: number;
  readonly twoTheta: number;
}

/** The gauge volume. */
export interface GaugeVolume {
  /** Length along the beam from where anything is seen, um: (collimator + beam cos(2 theta)) / sin(2 theta). */
  readonly length: number;
  /** Full width at half maximum along the beam, um: the wider of the two, over sin(2 theta). */
  readonly lengthFwhm: number;
  /** Resolution in depth, um: the height of the beam. */
  readonly depthResolution: number;
  /** um3, of the lozenge where both beams cross fully. */
  readonly volume: number;
}

/**
 * The lozenge in which incident and diffracted beam cross. At the small angles of white-beam work it is long: the
 * cell must be flat along the beam over its whole length.
 *
 * @throws OperandoError `invalid-argument`.
 */
export function gaugeVolume({ beamHeight, beamWidth, collimatorWidth, twoTheta }: GaugeGeometry): GaugeVolume {
  if (![beamHeight, beamWidth, collimatorWidth].every((width) => width > 0) || !(twoTheta > 0 && twoTheta < 180)) {
    throw new OperandoError(
      'invalid-argument',
      `a gauge volume of ${beamHeight}, ${beamWidth}, ${collimatorWidth} um at ${twoTheta} degrees.`,
      { cure: 'Give widths above 0, and two-theta between 0 and 180 degrees.' },
    );
  }
  const angle = (twoTheta * Math.PI) / 180;
  const sine = Math.sin(angle);
  const crossed = beamWidth * Math.abs(Math.cos(angle));
  return {
    length: (collimatorWidth + crossed) / sine,
    lengthFwhm: Math.max(collimatorWidth, crossed) / sine,
    depthResolution: beamHeight,
    volume: (beamHeight * beamWidth * collimatorWidth) / sine,
  };
}

/** Whether slices see parts of each other: those whose distance is below the beam's height. */
export function overlapWarnings(positions: ArrayLike<number>, beamHeight: number): OperandoWarning[] {
  let count = 0;
  for (let i = 1; i < positions.length; i++)
    if (Math.abs(positions[i]! - positions[i - 1]!) < beamHeight * (1 - 1e-9)) count++;
  if (count === 0) return [];
  return [
    {
      code: 'slices-overlap',
      message: `${count} of ${positions.length - 1} neighbouring slices lie closer than the beam is high (${beamHeight} um): their results are not independent, and gradients are smoothed over that height.`,
    },
  ];
}
