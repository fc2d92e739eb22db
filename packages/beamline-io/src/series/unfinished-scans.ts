import { finiteMedian } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { said } from '../text/said.js';
import type { SharedRange } from './common-grid.js';

/** What is looked at of a scan. */
export interface ScanExtent extends SharedRange {
  readonly points: number;
}

/** Scans that ended too soon, by their places among all, and what all others run over. */
export interface UnfinishedScans {
  readonly places: ReadonlySet<number>;
  readonly whole: ScanExtent;
}

/** Part of the range that scans on grids of their own, as of an encoder, may miss and still be whole. */
const jitter = 0.01;
/** Names of scans in a message. */
const mostNamed = 6;

/** The extent that at least half of the scans have, the wider of two, and how far others may be off. */
function usualExtent(scans: readonly ScanExtent[]): { readonly whole: ScanExtent; readonly margin: number } {
  const counts = new Map<string, { readonly scan: ScanExtent; count: number }>();
  for (const scan of scans) {
    const key = `${scan.low} ${scan.high} ${scan.points}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { scan, count: 1 });
    else known.count++;
  }
  const { scan, count } = [...counts.values()].reduce((best, each) =>
    each.count > best.count || (each.count === best.count && each.scan.points > best.scan.points) ? each : best,
  );
  if (2 * count >= scans.length) {
    return { whole: scan, margin: (scan.high - scan.low) / Math.max(1, scan.points - 1) / 2 };
  }
  const of = (part: (scan: ScanExtent) => number): number => finiteMedian(Float64Array.from(scans, part));
  const whole = { low: of(({ low }) => low), high: of(({ high }) => high), points: of(({ points }) => points) };
  return { whole, margin: jitter * (whole.high - whole.low) };
}

/**
 * Scans that begin as the others do and end before them (or, of scans that run down, the other way round): aborted, or still being
 * written. Several that end at the same place are no such scans but ones of another kind, and at least half must be whole.
 *
 * @returns Undefined where there are none.
 */
export function unfinishedScans(scans: readonly ScanExtent[]): UnfinishedScans | undefined {
  const [first] = scans;
  if (first === undefined || scans.every(({ points, low, high }) => isAlike(first, { points, low, high })))
    return undefined;
  const { whole, margin } = usualExtent(scans);
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= margin;
  /** Where a scan stopped; undefined for a whole one, and for one of another kind. */
  const stopOf = ({ low, high, points }: ScanExtent): number | undefined => {
    if (points >= whole.points) return undefined;
    const [atLow, atHigh] = [near(low, whole.low), near(high, whole.high)];
    if (atLow && !atHigh && high < whole.high) return high;
    return atHigh && !atLow && low > whole.low ? low : undefined;
  };
  const stops = new Map<number, number>();
  scans.forEach((scan, place) => {
    const stop = stopOf(scan);
    if (stop !== undefined) stops.set(place, stop);
  });
  const sorted = Float64Array.from(stops.values()).sort();
  const shared = new Set<number>();
  for (let i = 1; i < sorted.length; i++)
    if (near(sorted[i]!, sorted[i - 1]!)) shared.add(sorted[i]!).add(sorted[i - 1]!);
  const places = new Set([...stops].flatMap(([place, stop]) => (shared.has(stop) ? [] : [place])));
  return places.size === 0 || 2 * places.size > scans.length ? undefined : { places, whole };
}

function isAlike(a: ScanExtent, b: ScanExtent): boolean {
  return a.low === b.low && a.high === b.high && a.points === b.points;
}

/** That scans were left out. @param name What the scan at a place is called. */
export function unfinishedWarning(
  { places, whole }: UnfinishedScans,
  scans: readonly ScanExtent[],
  name: (place: number) => string,
): OperandoWarning {
  const each = Array.from(places, (place) => {
    const { low, high, points } = scans[place]!;
    return said`${name(place)} (${points} points, ${low} to ${high})`;
  });
  const list = `${each.slice(0, mostNamed).join(', ')}${each.length > mostNamed ? ', …' : ''}`;
  const [first] = places;
  return {
    code: 'scan-left-out',
    message: said`${places.size} of ${scans.length} scans do not run from ${whole.low} to ${whole.high} as the others do, and were left out: ${list}. Aborted, or still being written? The others are what they are without them.`,
    where: { file: name(first!) },
  };
}
