import { finiteMedian } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { farFromOthers, scanDifference, scanDistances } from '@operando/xas-normalize';

/** A spectrum far from those it is averaged with, counted from 0 in the series. */
interface Outlier {
  readonly frame: number;
  readonly distance: number;
}

/** Spectra of a group too small to tell which of them is off. */
interface SmallGroup {
  readonly first: number;
  readonly size: number;
  /** Largest root mean square of the differences of two of them. */
  readonly spread: number;
}

/** Fewest spectra of which one can be told to be off. */
const fewest = 4;
/** Small groups that tell a usual spread. */
const enough = 5;
/** Frames that are named one by one. */
const mostNamed = 8;

/** Looks for spectra that lie far from those they are averaged with. */
export interface OutlierWatch {
  /**
   * The next group.
   *
   * @param first Number in the series of its first spectrum.
   * @returns The places in the group of those that are far from the others.
   */
  look(this: void, rows: readonly Float64Array[], first: number): readonly number[];
  /** Once all groups have gone by. @param leftOut Those that were found took no part. */
  warnings(this: void, leftOut: boolean): readonly OperandoWarning[];
}

function shown(names: readonly string[]): string {
  return `${names.slice(0, mostNamed).join(', ')}${names.length > mostNamed ? ', …' : ''}`;
}

/** Begin with a series. */
export function outlierWatch(): OutlierWatch {
  const outliers: Outlier[] = [];
  const small: SmallGroup[] = [];
  const ofSmall = (): OperandoWarning[] => {
    if (small.length < enough) return [];
    const usual = finiteMedian(Float64Array.from(small, ({ spread }) => spread));
    const apart = small.filter(({ spread }) => spread > farFromOthers * usual);
    if (apart.length === 0) return [];
    const names = apart.map(
      ({ first, size, spread }) => `${first} to ${first + size - 1} (${(spread / usual).toPrecision(2)} times)`,
    );
    const message = `${apart.length} of ${small.length} groups hold spectra that lie further apart than ${farFromOthers} times what is usual in a group, and of so few it cannot be told which is off; all take part in the means: spectra ${shown(names)}. Average more at a time (command: --merge), or leave files out.`;
    return [{ code: 'outlying-scan', message, where: { frame: apart[0]!.first } }];
  };
  return {
    look(rows, first) {
      if (rows.length < 2) return [];
      if (rows.length < fewest) {
        const pairs = rows.flatMap((row, a) => rows.slice(a + 1).map((other) => scanDifference(row, other)));
        const spread = Math.max(...pairs.filter(Number.isFinite));
        if (Number.isFinite(spread)) small.push({ first, size: rows.length, spread });
        return [];
      }
      const distances = scanDistances(rows);
      // One without values lies nowhere: its points count for nothing anyway.
      const far = [...distances.keys()].filter((s) => distances[s]! > farFromOthers);
      for (const s of far) outliers.push({ frame: first + s, distance: distances[s]! });
      return far;
    },
    warnings(leftOut) {
      if (outliers.length === 0) return ofSmall();
      const names = outliers
        .toSorted((a, b) => a.frame - b.frame)
        .map(({ frame, distance }) => `${frame} (${distance.toPrecision(2)} times)`);
      const far = `${outliers.length} spectra lie further from those they are averaged with than ${farFromOthers} times the usual distance (root mean square from the median of the others)`;
      const frame = Math.min(...outliers.map((each) => each.frame));
      const told: OperandoWarning = leftOut
        ? { code: 'spectra-left-out', message: `${far}, and were left out: ${shown(names)}.`, where: { frame } }
        : {
            code: 'outlying-scan',
            message: `${far}, and take part in the means: ${shown(names)}. Leave them out with leaveOutOutliers (command: --leave-out-outliers).`,
            where: { frame },
          };
      return [told, ...ofSmall()];
    },
  };
}
