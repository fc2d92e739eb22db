import type { TrackSeed } from '@operando/xrd-peak-track';
import type { NamedReflection } from './named-reflection.js';

/** Places that are followed however weak: peaks that were named, and reflections with an @. */
export function seedsOf(reflections: readonly NamedReflection[], peaks: readonly number[]): TrackSeed[] {
  const named = reflections.filter(({ seed }) => seed === true).map(({ twoTheta }) => twoTheta);
  return [...new Set([...named, ...peaks])].map((center) => ({ center }));
}

/** Whether peaks are looked for: without named ones, or where reflections stand on tracks that are to be found. */
export function looksForPeaks(reflections: readonly NamedReflection[], peaks: readonly number[]): boolean {
  return seedsOf(reflections, peaks).length === 0 || reflections.some(({ seed }) => seed !== true);
}
