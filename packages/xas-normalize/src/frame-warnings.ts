import type { OperandoWarning } from '@operando/core';

/** Warnings of many frames as plain data. */
export interface FrameWarningsData {
  readonly frames: readonly number[];
  readonly entries: readonly (readonly [
    code: OperandoWarning['code'],
    entry: { readonly message: string; readonly frames: readonly number[] },
  ])[];
}

interface Entry {
  readonly message: string;
  readonly frames: number[];
}

/** Collects warnings of many frames and tells each kind once, with the frames it concerns. */
export interface FrameWarnings {
  /** Frames with at least one warning, increasing as added. */
  readonly frames: ReadonlySet<number>;
  /** First message and frames of each code. */
  readonly byCode: ReadonlyMap<
    OperandoWarning['code'],
    { readonly message: string; readonly frames: readonly number[] }
  >;
  add(frame: number, warnings: readonly OperandoWarning[]): void;
  /** Take over what was collected of other, later frames. */
  addAll(other: Pick<FrameWarnings, 'frames' | 'byCode'>): void;
  /** For another thread. */
  data(): FrameWarningsData;
  /** @param total Frames in the series, for the counts in the messages. */
  warnings(total: number): OperandoWarning[];
}

/** A collection with nothing in it. */
export function collectFrameWarnings(): FrameWarnings {
  const frames = new Set<number>();
  const byCode = new Map<OperandoWarning['code'], Entry>();
  return {
    frames,
    byCode,
    add(frame, warnings) {
      for (const warning of warnings) {
        frames.add(frame);
        const known = byCode.get(warning.code);
        if (known === undefined) byCode.set(warning.code, { message: warning.message, frames: [frame] });
        else if (known.frames[known.frames.length - 1] !== frame) known.frames.push(frame);
      }
    },
    addAll(other) {
      for (const frame of other.frames) frames.add(frame);
      for (const [code, entry] of other.byCode) {
        const known = byCode.get(code);
        if (known === undefined) byCode.set(code, { message: entry.message, frames: [...entry.frames] });
        else known.frames.push(...entry.frames);
      }
    },
    data: () => ({ frames: [...frames], entries: [...byCode] }),
    warnings(total) {
      return [...byCode].map(([code, entry]) => {
        const first = entry.frames[0]!;
        const count = entry.frames.length;
        const list = entry.frames.slice(0, 8).join(', ') + (count > 8 ? ', …' : '');
        const scope = total === 1 ? '' : `${count} of ${total} frames (${list}); in frame ${first}: `;
        return { code, message: scope + entry.message, where: { frame: first } };
      });
    },
  };
}

/** What was collected elsewhere. */
export function frameWarningsOf({ frames, entries }: FrameWarningsData): FrameWarnings {
  const collected = collectFrameWarnings();
  collected.addAll({ frames: new Set(frames), byCode: new Map(entries) });
  return collected;
}
