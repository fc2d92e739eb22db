import { OperandoError } from '../error.js';
import { frameMiddles } from '../series/frame-time.js';
import type { FrameTime } from '../series/frame-time.js';

/** How bins are named: exactly one of these. */
export interface BinChoice {
  /** Bin edges in seconds on the series' clock, increasing. */
  readonly edges?: ArrayLike<number> | undefined;
  /** Width of equal bins in seconds, from the first frame's start. */
  readonly width?: number | undefined;
  /** Frames of each bin, or the bin of each frame (whole numbers from 0; negative: in no bin). */
  readonly groups?: readonly (readonly number[])[] | ArrayLike<number> | undefined;
}

/** A frame, or a part of one, in a bin. */
export interface FrameShare {
  readonly frame: number;
  /** Part of the frame, 1 for the whole. */
  readonly share: number;
  /** Shares that earlier bins took, on the last share of a split frame: it is what they left. */
  readonly before?: readonly number[];
  /** Time the share covers, seconds; absent for whole frames. */
  readonly start?: number;
  readonly end?: number;
}

/** Which frames each bin holds, and which are in none. */
export interface Assignment {
  readonly bins: FrameShare[][];
  readonly left: number[];
}

function binEdges(time: FrameTime, options: BinChoice): Float64Array {
  if (options.edges !== undefined) {
    const edges = Float64Array.from(options.edges);
    if (edges.length < 2) throw new OperandoError('too-few-points', 'bins need at least two edges.');
    edges.forEach((edge, i) => {
      if (!Number.isFinite(edge) || (i > 0 && edge <= edges[i - 1]!)) {
        throw new OperandoError('axis-not-increasing', `bin edge ${i} is ${edge} s.`, {
          where: { parameter: 'edges', row: i },
        });
      }
    });
    return edges;
  }
  const width = options.width!;
  if (!(width > 0) || !Number.isFinite(width)) {
    throw new OperandoError('invalid-argument', `the bin width is ${width} s.`, { where: { parameter: 'width' } });
  }
  const origin = time.start[0]!;
  let end = origin;
  for (let i = 0; i < time.start.length; i++) end = Math.max(end, time.start[i]! + time.duration[i]!);
  const count = Math.max(1, Math.ceil((end - origin) / width + 1e-9));
  if (count > 1e7) {
    throw new OperandoError('too-large', `bins of ${width} s would be ${count}.`, { where: { parameter: 'width' } });
  }
  return Float64Array.from({ length: count + 1 }, (_, i) => origin + i * width);
}

function byGroups(frames: number, groups: NonNullable<BinChoice['groups']>): Assignment {
  const bins: FrameShare[][] = [];
  const taken = new Uint8Array(frames);
  const put = (bin: number, frame: number): void => {
    if (!Number.isInteger(frame) || frame < 0 || frame >= frames || taken[frame] === 1) {
      throw new OperandoError('invalid-argument', `frame ${frame} is in two groups, or does not exist.`, {
        where: { parameter: 'groups', frame },
      });
    }
    taken[frame] = 1;
    while (bins.length <= bin) bins.push([]);
    bins[bin]!.push({ frame, share: 1 });
  };
  if (Array.isArray(groups) && groups.every((group) => Array.isArray(group))) {
    (groups as readonly (readonly number[])[]).forEach((group, bin) => {
      while (bins.length <= bin) bins.push([]);
      for (const frame of group) put(bin, frame);
    });
  } else {
    const labels = groups as ArrayLike<number>;
    if (labels.length !== frames) {
      throw new OperandoError('shape-mismatch', `${labels.length} group labels for ${frames} frames.`, {
        where: { parameter: 'groups' },
      });
    }
    for (let frame = 0; frame < frames; frame++) {
      const label = labels[frame]!;
      if (!Number.isInteger(label) || label >= 1e7) {
        throw new OperandoError('invalid-argument', `frame ${frame} has group ${label}.`, {
          where: { parameter: 'groups', frame },
        });
      }
      if (label >= 0) put(label, frame);
    }
  }
  return { bins, left: [...taken.keys()].filter((frame) => taken[frame] === 0) };
}

/** Bin whose [edge, next edge) holds t; the last edge belongs to the last bin. -1 outside. */
function binOf(edges: Float64Array, t: number): number {
  const last = edges.length - 1;
  if (t < edges[0]! || t > edges[last]!) return -1;
  let low = 0;
  let high = last - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle]! <= t) low = middle;
    else high = middle - 1;
  }
  return low;
}

function splitFrame(
  edges: Float64Array,
  bins: FrameShare[][],
  frame: number,
  start: number,
  duration: number,
): boolean {
  const end = start + duration;
  // A frame that reaches out of the bins cannot be shared out without loss.
  if (start < edges[0]! || end > edges[edges.length - 1]!) return false;
  const shares: number[] = [];
  for (let bin = binOf(edges, start); bin < bins.length && edges[bin]! < end; bin++) {
    const from = Math.max(start, edges[bin]!);
    const to = Math.min(end, edges[bin + 1]!);
    if (to <= from) continue;
    const share = (to - from) / duration;
    const isLast = to >= end;
    if (isLast && shares.length === 0) bins[bin]!.push({ frame, share: 1 });
    else if (isLast) {
      const rest = 1 - shares.reduce((sum, part) => sum + part, 0);
      bins[bin]!.push({ frame, share: rest, before: [...shares], start: from, end: to });
    } else bins[bin]!.push({ frame, share, start: from, end: to });
    shares.push(share);
  }
  return true;
}

/** Decide which frames go into which bin. */
export function assignFrames(time: FrameTime, options: BinChoice, assign: 'whole' | 'split'): Assignment {
  const given = [options.edges, options.width, options.groups].filter((option) => option !== undefined).length;
  if (given !== 1) {
    throw new OperandoError('invalid-argument', `${given} of edges, width and groups are given.`, {
      cure: 'Give exactly one of them.',
    });
  }
  if (options.groups !== undefined) return byGroups(time.start.length, options.groups);
  const edges = binEdges(time, options);
  const bins: FrameShare[][] = Array.from({ length: edges.length - 1 }, () => []);
  const left: number[] = [];
  const middle = frameMiddles(time);
  for (let frame = 0; frame < middle.length; frame++) {
    if (assign === 'split' && time.duration[frame]! > 0) {
      if (!splitFrame(edges, bins, frame, time.start[frame]!, time.duration[frame]!)) left.push(frame);
      continue;
    }
    const bin = binOf(edges, middle[frame]!);
    if (bin < 0) left.push(frame);
    else bins[bin]!.push({ frame, share: 1 });
  }
  return { bins, left };
}
