import { statusOf } from '@operando/core';
import type { OperandoWarning, WarningCode } from '@operando/core';
import { overlapWarnings } from './gauge-volume.js';
import type { DepthProfileOptions } from './options.js';
import type { PhaseProfile } from './phase-slices.js';
import { outsideSpectrum } from './plan-targets.js';
import type { FrameShape } from './frame-shape.js';
import type { ReflectionProfile } from './reflection-rows.js';
import { maskReasons } from './reflection-status.js';
import type { MaskReason, ReflectionStatus } from './reflection-status.js';

/** What of a reflection is worth telling. */
function reflectionWarnings(reflection: ReflectionProfile, severalDetectors: boolean): OperandoWarning[] {
  const { phase, hkl, masked, status, reason, detector } = reflection;
  const name = `${phase} ${hkl.join('')}${severalDetectors ? ` (detector ${detector})` : ''}`;
  const counted = (bytes: Uint8Array, byte: number, code: WarningCode, text: string): OperandoWarning[] => {
    const count = bytes.reduce((sum, each) => sum + (each === byte ? 1 : 0), 0);
    return count === 0 ? [] : [{ code, message: `${name}: ${count} of ${bytes.length} ${text}` }];
  };
  const because = (word: MaskReason, code: WarningCode, text: string): OperandoWarning[] =>
    counted(reason, maskReasons.indexOf(word), code, text);
  const ended = (word: ReflectionStatus, code: WarningCode, text: string): OperandoWarning[] =>
    counted(status, statusOf[word], code, text);
  return [
    ...(masked === undefined
      ? []
      : [
          {
            code: 'masked' as const,
            message: `${name} lies ${masked === outsideSpectrum ? masked : `under ${masked}`} and was not fitted.`,
          },
        ]),
    ...because('overlapped', 'overlapped', 'lie too near to another reflection to be fitted.'),
    ...because('saturated', 'saturated', 'have saturated channels and were not fitted.'),
    ...because('bad-channel', 'masked', 'have masked channels and were not fitted.'),
    ...ended('failed', 'not-converged', 'fits failed.'),
    ...ended('misfit', 'misfit', 'fits do not describe the counts within their noise: errors are scaled up.'),
  ];
}

function liveTimeWarnings(lived: readonly boolean[], options: DepthProfileOptions): OperandoWarning[] {
  const unknown = lived.filter((each) => !each).length;
  if (unknown === 0 || options.normalisation?.staticLine !== undefined) return [];
  const message =
    unknown === lived.length
      ? `${unknown} frames have no live times: areas are counts, not counts per second.`
      : `${unknown} of ${lived.length} frames have no live times: they have no areas, since those of the others are counts per second.`;
  return [{ code: 'live-time-unknown', message }];
}

/** What is worth telling of a profile. @param lived Whether the live times of each frame were known. */
export function profileWarnings(
  reflections: readonly ReflectionProfile[],
  { positions, detectors }: FrameShape,
  lived: readonly boolean[],
  options: DepthProfileOptions,
): OperandoWarning[] {
  return [
    ...(options.beamHeight === undefined ? [] : overlapWarnings(positions, options.beamHeight)),
    ...(detectors.some(({ angle }) => Number.isNaN(angle.stderr))
      ? [
          {
            code: 'angle-error-unknown' as const,
            message: 'The error of two-theta is not stated: the error that all lengths share is not known.',
          },
        ]
      : []),
    ...liveTimeWarnings(lived, options),
    ...reflections.flatMap((reflection) => reflectionWarnings(reflection, detectors.length > 1)),
  ];
}

/** That the line whose area is the same in every slice is not seen: what is divided by it has no areas. */
export function staticLineWarnings(energy: number | undefined, without: number, spectra: number): OperandoWarning[] {
  if (energy === undefined || without === 0) return [];
  return [
    {
      code: 'static-line-unseen',
      message: `The static line of ${energy} keV is not seen in ${without} of ${spectra} spectra: areas have no value there.`,
    },
  ];
}

/** That areas of phases were made whole where not all reflections were fitted. */
export function areaWarnings(phases: readonly PhaseProfile[]): OperandoWarning[] {
  return phases.flatMap(({ name, areaShare }) => {
    const shares = areaShare.filter((share) => share < 1);
    if (shares.length === 0) return [];
    const least = shares.reduce((a, b) => Math.min(a, b)).toPrecision(2);
    return [
      {
        code: 'area-made-whole' as const,
        message: `${name}: in ${shares.length} of ${areaShare.length} slices not all reflections were fitted; areas there are those of the rest, divided by their share where all were (${least} at least), and less certain.`,
      },
    ];
  });
}
