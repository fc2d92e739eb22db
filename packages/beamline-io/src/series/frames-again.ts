import { OperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import type { Frame } from './frame.js';
import type { FramePlace } from './frame-entry.js';
import type { FrameReader } from './read-frames.js';

/** Gives frames again that were looked at: kept ones, else read once more; the frames of one source are held. */
export class FramesAgain<F extends Frame> {
  readonly #read: FrameReader<F>;
  #source: NamedSource | undefined;
  #frames: readonly F[] = [];

  constructor(read: FrameReader<F>) {
    this.#read = read;
  }

  /** @throws OperandoError what reading throws; `shape-mismatch` for a source that was written to meanwhile. */
  async get({ kept, source, index, points, epoch }: FramePlace<F>): Promise<F> {
    if (kept !== undefined) return kept();
    if (this.#source !== source) {
      this.#frames = await this.#read(source);
      this.#source = source;
    }
    const frame = this.#frames[index];
    if (frame !== undefined && frame.x.length === points && frame.time?.epoch === epoch) return frame;
    throw new OperandoError('shape-mismatch', 'the file is not what it was when it was opened.', {
      where: { file: source.name },
      cure: 'Open the files again: this one was written to meanwhile.',
    });
  }
}
