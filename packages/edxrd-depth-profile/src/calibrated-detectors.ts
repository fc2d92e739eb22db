import { OperandoError } from '@operando/core';
import type { JsonValue, Metadata } from '@operando/core';
import type { EnergyCalibration } from '@operando/peak-fit';
import { checkAngle } from './conversions.js';
import { headerCalibration } from './header-calibration.js';
import type { HeaderCalibration } from './header-calibration.js';
import type { DepthProfileOptions, DetectorSetup } from './options.js';
import { resolutionLaw } from './resolution.js';
import type { ResolutionLaw } from './resolution.js';

/** A detector as profiles are fitted with it: options and header brought together. */
export interface CalibratedDetector {
  /** Energies of its channels. */
  readonly calibration: EnergyCalibration;
  /** Degrees; the error is NaN where nobody stated it. */
  readonly angle: { readonly twoTheta: number; readonly stderr: number };
  /** Absent where widths are fitted. */
  readonly resolution?: ResolutionLaw;
}

/** Width expected at an energy. */
export function widthAt({ resolution }: Pick<CalibratedDetector, 'resolution'>, energy: number): number {
  return resolution === undefined ? 0.01 * energy : resolution.fwhmOf(energy);
}

/** Whether widths are held at the law or fitted. */
export function widthRule(
  { resolution }: Pick<CalibratedDetector, 'resolution'>,
  { widths }: DepthProfileOptions,
): 'law' | 'free' {
  return widths ?? (resolution === undefined ? 'free' : 'law');
}

/** What a header's list says of one detector. */
function elementOf(list: JsonValue | undefined, detector: number): JsonValue | undefined {
  return Array.isArray(list) ? (list as readonly JsonValue[])[detector] : undefined;
}

/** Energy scale of a header: metadata `calibration`, as `[{offset, slope, quadratic}, ...]`. */
function headerScale(metadata: Metadata, detector: number): HeaderCalibration | undefined {
  const written = elementOf(metadata['calibration'], detector);
  if (typeof written !== 'object' || written === null || !('slope' in written)) return undefined;
  const { offset, slope, quadratic } = written;
  return typeof offset === 'number' && typeof slope === 'number'
    ? { offset, slope, quadratic: typeof quadratic === 'number' ? quadratic : 0 }
    : undefined;
}

function angleOf(setup: DetectorSetup, metadata: Metadata, detector: number): CalibratedDetector['angle'] {
  const { twoTheta = Number(elementOf(metadata['two_theta'], detector) ?? Number.NaN), twoThetaStderr } = setup;
  const angle = typeof twoTheta === 'number' ? { twoTheta, stderr: twoThetaStderr } : twoTheta;
  checkAngle(angle);
  return { twoTheta: angle.twoTheta, stderr: angle.stderr ?? Number.NaN };
}

/**
 * Every detector with what the options say of it, of all, and, where they say nothing, the header.
 *
 * @param count Detectors in the data.
 * @throws OperandoError `shape-mismatch` for another number of detectors, `invalid-argument` for one without energy scale or angle.
 */
export function calibratedDetectors(
  options: DepthProfileOptions,
  count: number,
  metadata: Metadata = {},
): CalibratedDetector[] {
  const { detectors = {} } = options;
  const each = Array.isArray(detectors) ? (detectors as readonly DetectorSetup[]) : undefined;
  if (each !== undefined && each.length !== count) {
    throw new OperandoError('shape-mismatch', `the model has ${each.length} detectors, the spectra ${count}.`, {
      where: { parameter: 'detectors' },
      cure: 'Describe each detector element once.',
    });
  }
  return Array.from({ length: count }, (_, d): CalibratedDetector => {
    const own = each === undefined ? (detectors as DetectorSetup) : each[d]!;
    const calibration = own.calibration ?? options.calibration ?? headerScale(metadata, d);
    if (calibration === undefined) {
      throw new OperandoError(
        'invalid-argument',
        `detector ${d} has no energy calibration, in the data or in the options.`,
        { where: { parameter: 'calibration' }, cure: 'Give calibration: {offset: keV, slope: keV/channel}.' },
      );
    }
    const resolution = own.resolution ?? options.resolution;
    return {
      calibration: 'energyOf' in calibration ? calibration : headerCalibration(calibration),
      angle: angleOf(
        {
          twoTheta: own.twoTheta ?? options.twoTheta,
          twoThetaStderr: own.twoThetaStderr ?? (own.twoTheta === undefined ? options.twoThetaStderr : undefined),
        },
        metadata,
        d,
      ),
      ...(resolution === undefined
        ? {}
        : { resolution: 'fwhmOf' in resolution ? resolution : resolutionLaw(resolution) }),
    };
  });
}
