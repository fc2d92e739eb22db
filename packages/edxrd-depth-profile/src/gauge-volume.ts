import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';

/** Beam and slits that make the gauge volume; micrometres and degrees. */
export interface GaugeGeometry {
  /** Across the scattering plane, along the depth that is scanned; um. */
  readonly beamHeight: number;
  /** In the scattering plane, um. */
  readonly beamWidth: number;
  /** What the diffracted beam's slits let through, projected to the sample; um. */
  readonly collimatorWidth: number;
  /** Degrees. */
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

/** Relative difference of a distance and the beam's height that is none. */
const sameHeight = 1e-9;
/** Part of the depth that is not seen up to which a sum over slices is one of all of it. */
const leastUnseen = 0.01;

/** Whether slices see parts of each other, or leave parts of the depth unseen: those whose distance is below, or above, the beam's height. */
export function overlapWarnings(positions: ArrayLike<number>, beamHeight: number): OperandoWarning[] {
  const sorted = Float64Array.from(positions).sort();
  let overlapping = 0;
  let apart = 0;
  let unseen = 0;
  for (let i = 1; i < sorted.length; i++) {
    const distance = sorted[i]! - sorted[i - 1]!;
    if (distance < beamHeight * (1 - sameHeight)) overlapping++;
    if (distance > beamHeight * (1 + sameHeight)) {
      apart++;
      unseen += distance - beamHeight;
    }
  }
  const share = sorted.length < 2 ? 0 : unseen / (sorted.at(-1)! - sorted[0]! + beamHeight);
  const warnings: OperandoWarning[] = [];
  const neighbours = `of ${sorted.length - 1} neighbouring slices`;
  if (overlapping > 0)
    warnings.push({
      code: 'slices-overlap',
      message: `${overlapping} ${neighbours} lie closer than the beam is high (${beamHeight} um): their results are not independent, and gradients are smoothed over that height.`,
    });
  if (share > leastUnseen)
    warnings.push({
      code: 'slices-apart',
      message: `${apart} ${neighbours} lie further apart than the beam is high (${beamHeight} um): ${(100 * share).toPrecision(2)} % of the depth is not seen. Reaction amounts, and the balance against the cycler, hold if the active amount of each slice is that of the whole step, which then counts as what was seen of it.`,
    });
  return warnings;
}
