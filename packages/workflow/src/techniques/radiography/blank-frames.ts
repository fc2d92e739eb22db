import { statusOf } from '@operando/core';
import type { EstimateColumn } from '@operando/core';
import type { DepthProfiles, Pixels } from '@operando/attenuation-image';

/** Frames with less of the usual dose are flagged. */
const dipShare = 0.7;
/** With less than this share of it the shutter was closed, or the beam was off. */
const leastShare = 0.05;

/** Whether a frame has one value in all pixels, or none: no camera sees that; the frame was lost, or it is saturated everywhere. */
export function isUniform(frame: Pixels): boolean {
  const [first] = frame;
  return frame.every((each) => each === first || Number.isNaN(each));
}

/** Doses in units of the usual one; `failed` in frames that are blank: uniform, or without beam. */
export function dosesOf(doses: Float64Array, stderr: Float64Array, uniform: readonly boolean[]): EstimateColumn {
  const sorted = doses.filter((dose, k) => !uniform[k]! && Number.isFinite(dose)).sort();
  const usual = sorted[sorted.length >> 1] ?? Number.NaN;
  const share = doses.map((dose) => dose / usual);
  const isLost = (each: number, k: number): boolean => uniform[k]! || !(each >= leastShare);
  return {
    name: 'dose',
    unit: '1',
    values: share,
    stderr: share.map((each, k) => each * stderr[k]!),
    status: Uint8Array.from(share, (each, k) =>
      isLost(each, k) ? statusOf.failed : each < dipShare ? statusOf.doubtful : statusOf.ok,
    ),
  };
}

/** Profiles without values in the frames that are blank: noise, or nothing, is no attenuation. */
export function withoutBlank(profiles: DepthProfiles, { status }: EstimateColumn): DepthProfiles {
  const { rows } = profiles;
  const blanked = (values: Float64Array): Float64Array =>
    values.map((each, i) => (status?.[Math.floor(i / rows)] === statusOf.failed ? Number.NaN : each));
  return { ...profiles, values: blanked(profiles.values), variances: blanked(profiles.variances) };
}
