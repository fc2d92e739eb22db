import type { Box } from './frame.js';

/** A place on the page, points. */
export type Place = readonly [number, number];

/** A curve in points of the page; NaN breaks it. */
export interface PageCurve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Whether a place lies in a box; NaN lies in none. */
export function isInside({ x, y, width, height }: Box, [px, py]: Place): boolean {
  return px >= x && px <= x + width && py >= y && py <= y + height;
}

/** A border of a box: places with sign * (coordinate - at) >= 0 lie on its inner side. */
interface Border {
  readonly axis: 0 | 1;
  readonly at: number;
  readonly sign: 1 | -1;
}

function bordersOf({ x, y, width, height }: Box): readonly Border[] {
  return [
    { axis: 0, at: x, sign: 1 },
    { axis: 0, at: x + width, sign: -1 },
    { axis: 1, at: y, sign: 1 },
    { axis: 1, at: y + height, sign: -1 },
  ];
}

const isWithin = (place: Place, { axis, at, sign }: Border): boolean => sign * (place[axis] - at) >= 0;

/** Where a line that crosses a border does so: on it exactly, however far away its ends are. */
function crossing(from: Place, to: Place, { axis, at }: Border): Place {
  const other = axis === 0 ? 1 : 0;
  const share = (at - from[axis]) / (to[axis] - from[axis]);
  const along = from[other] + share * (to[other] - from[other]);
  return axis === 0 ? [at, along] : [along, at];
}

/** The stretch of a line from one place to another that lies in a box, undefined where none does. */
export function cutSegment(from: Place, to: Place, box: Box): readonly [Place, Place] | undefined {
  let [begin, end] = [from, to];
  for (const border of bordersOf(box)) {
    const [beginsWithin, endsWithin] = [isWithin(begin, border), isWithin(end, border)];
    if (!beginsWithin && !endsWithin) return undefined;
    if (!beginsWithin) begin = crossing(begin, end, border);
    else if (!endsWithin) end = crossing(begin, end, border);
  }
  return [begin, end];
}

/** What of a curve lies in a box: its stretches, NaN between them. */
export function cutCurve({ x, y }: PageCurve, box: Box): PageCurve {
  const [cutX, cutY]: [number[], number[]] = [[], []];
  const push = (px: number, py: number): void => {
    cutX.push(px);
    cutY.push(py);
  };
  /** The place that was drawn last, where the pen is still down. */
  let drawn: Place | undefined;
  for (let i = 1; i < x.length; i++) {
    const [from, to]: [Place, Place] = [
      [x[i - 1]!, y[i - 1]!],
      [x[i]!, y[i]!],
    ];
    const kept = [...from, ...to].every(Number.isFinite) ? cutSegment(from, to, box) : undefined;
    if (kept === undefined) {
      drawn = undefined;
      continue;
    }
    const [begin, end] = kept;
    if (drawn === undefined || drawn[0] !== begin[0] || drawn[1] !== begin[1]) {
      if (cutX.length > 0) push(Number.NaN, Number.NaN);
      push(...begin);
    }
    push(...end);
    drawn = end;
  }
  return { x: Float64Array.from(cutX), y: Float64Array.from(cutY) };
}

/**
 * What of an area lies in a box, as corners (Sutherland and Hodgman 1974). An area that leaves and comes back runs along the
 * border in between: give a box a little larger than what is shown.
 */
export function cutArea(corners: readonly Place[], box: Box): readonly Place[] {
  return bordersOf(box).reduce(
    (area: readonly Place[], border) =>
      area.flatMap((to, i): readonly Place[] => {
        const from = area.at(i - 1)!;
        const endsWithin = isWithin(to, border);
        if (isWithin(from, border) === endsWithin) return endsWithin ? [to] : [];
        return endsWithin ? [crossing(from, to, border), to] : [crossing(from, to, border)];
      }),
    corners,
  );
}
