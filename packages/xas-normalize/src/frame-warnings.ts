import type { OperandoWarning } from '@operando/core';

/** Collects warnings of many frames and tells each kind once, with the frames it concerns. */
export interface FrameWarnings {
  /** Frames with at least one warning, increasing as added. */
  readonly frames: ReadonlySet<number>;
  add(frame: number, warnings: readonly OperandoWarning[]): void;
  warnings(): OperandoWarning[];
}

/** @param total Frames in the series, for the counts in the messages. */
export function collectFrameWarnings(total: number): FrameWarnings {
  const frames = new Set<number>();
  const byCode = new Map<OperandoWarning['code'], { message: string; frames: number[] }>();
  return {
    frames,
    add(frame, warnings) {
      for (const warning of warnings) {
        frames.add(frame);
        const known = byCode.get(warning.code);
        if (known === undefined) byCode.set(warning.code, { message: warning.message, frames: [frame] });
        else if (known.frames[known.frames.length - 1] !== frame) known.frames.push(frame);
      }
    },
    warnings() {
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
