import type { OperandoWarning } from '@operando/core';
import type { FrameRoleCounts } from './frame-role.js';
import type { Samples, SampleType } from './samples.js';
import type { StatedDetector } from './stated-detector.js';
import type { SampleSpacing } from './tiff-description.js';

/** Pictures of one size and kind in a file, each read when it is asked for. */
export interface ImageFile {
  /** What the file is called. */
  readonly name: string;
  /** Pictures. */
  readonly count: number;
  /** Columns of a picture. */
  readonly width: number;
  /** Rows of a picture. */
  readonly height: number;
  /** Of the stored numbers. */
  readonly type: SampleType;
  /** Distances of pixels, and of pictures as slices, in micrometres, where the file states some. */
  readonly spacing?: SampleSpacing;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
  /** What headers state of the detector and the beam (CBF, EDF, NeXus). */
  readonly detector?: StatedDetector;
  /** Frames of each role, where the file says what they are of; `count` is of those that were asked for. */
  readonly roles?: FrameRoleCounts;
  /**
   * Picture `k`, from 0: [row x column], rows from the top as they are stored.
   * @throws OperandoError `outside-range`, `malformed-file`, `truncated-file`, `file-access`.
   */
  read(k: number): Promise<Samples>;
  /** UNIX seconds when picture `k` was taken, by its header; undefined without. */
  time(k: number): Promise<number | undefined>;
}
