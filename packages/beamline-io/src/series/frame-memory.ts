import type { NamedSource, OperandoWarning } from '@operando/core';
import type { Frame } from './frame.js';
import type { FrameEntry } from './frame-entry.js';
import type { FrameNote } from './frame-note.js';
import type { RowSurvey } from './row-survey.js';

/** How far a survey of sources came. */
export interface SurveySoFar<F extends Frame> {
  /** Sources that were looked at, in their order. */
  readonly sources: readonly NamedSource[];
  readonly entries: readonly FrameEntry<F>[];
  readonly warnings: readonly OperandoWarning[];
  /** Bytes that may still be kept. */
  readonly room: number;
  readonly grid: Float64Array;
  /** Grid of the last frame. */
  readonly last: Float64Array;
  /** Absent once a frame was on another grid. */
  readonly rows: RowSurvey | undefined;
}

/** How far a second look at frames came. */
export interface LookSoFar {
  /** Frames that were looked at, in their order. */
  readonly notes: readonly FrameNote[];
  readonly grid: Float64Array;
  readonly rows: RowSurvey;
}

/**
 * What was found out about frames when they were opened, kept for when they are opened again together with more: what is the same is
 * not read again. Sources are the same where they are the same value, which whoever opens them answers for.
 */
export class FrameMemory<F extends Frame = Frame> {
  #key = '';
  #survey: SurveySoFar<F> | undefined;
  #look: LookSoFar | undefined;

  /** Nothing is known of frames that were read in another way. @param key How they are read. */
  expect(key: string): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#survey = undefined;
    this.#look = undefined;
  }

  /** What is known where these sources begin with those of before. It is given once: what goes on with it keeps it again. */
  takeSurvey(sources: readonly NamedSource[]): SurveySoFar<F> | undefined {
    const found = this.#survey;
    this.#survey = undefined;
    return found !== undefined && beginsWith(sources, found.sources) ? found : undefined;
  }

  keepSurvey(survey: SurveySoFar<F>): void {
    this.#survey = survey;
  }

  /** The same of frames that were looked at on a grid. */
  takeLook(notes: readonly FrameNote[], grid: Float64Array): LookSoFar | undefined {
    const found = this.#look;
    this.#look = undefined;
    const isSame = found !== undefined && found.grid === grid && beginsWith(notes, found.notes);
    return isSame ? found : undefined;
  }

  keepLook(look: LookSoFar): void {
    this.#look = look;
  }
}

/** Whether a list begins with all of another. */
function beginsWith<T>(all: readonly T[], first: readonly T[]): boolean {
  if (first.length > all.length) return false;
  for (let i = 0; i < first.length; i++) if (first[i] !== all[i]) return false;
  return true;
}
