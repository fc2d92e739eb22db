import { statusOf } from '@operando/core';
import type { EstimateColumn } from '@operando/core';
import type { DepthProfiles } from './depth-profiles.js';

/** Frames that have a value in some row; blank ones have none. */
export function framesWithValues({
  values,
  rows,
  frames,
}: Pick<DepthProfiles, 'values' | 'rows' | 'frames'>): number[] {
  return Array.from({ length: frames }, (_, f) => f).filter((f) =>
    values.subarray(f * rows, (f + 1) * rows).some(Number.isFinite),
  );
}

/** Profiles of some frames. */
export function profilesOfFrames(profiles: DepthProfiles, kept: readonly number[]): DepthProfiles {
  const { rows, doseStderr } = profiles;
  const cut = (values: Float64Array): Float64Array => {
    const out = new Float64Array(kept.length * rows);
    kept.forEach((f, k) => out.set(values.subarray(f * rows, (f + 1) * rows), k * rows));
    return out;
  };
  return {
    ...profiles,
    frames: kept.length,
    values: cut(profiles.values),
    variances: cut(profiles.variances),
    doseStderr: Float64Array.from(kept, (f) => doseStderr[f]!),
  };
}

/** Values of some frames among all; the others have none (NaN). */
export function amongFrames(values: Float64Array, kept: readonly number[], frames: number): Float64Array {
  const out = new Float64Array(frames).fill(Number.NaN);
  kept.forEach((f, k) => (out[f] = values[k]!));
  return out;
}

/** A column of some frames among all; the others are `failed`. */
export function columnAmongFrames(column: EstimateColumn, kept: readonly number[], frames: number): EstimateColumn {
  const status = new Uint8Array(frames).fill(statusOf.failed);
  kept.forEach((f, k) => (status[f] = column.status?.[k] ?? statusOf.ok));
  return {
    ...column,
    values: amongFrames(Float64Array.from(column.values), kept, frames),
    ...(column.stderr === undefined ? {} : { stderr: amongFrames(Float64Array.from(column.stderr), kept, frames) }),
    status,
  };
}
