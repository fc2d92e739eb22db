import { concatenateSeries, seriesBlock } from '@operando/core';
import type { Series } from '@operando/core';

type Spectra = Series<'energy', 'eV'>;

/** Blocks as they come in blocks of so many frames; the last may have fewer. */
export async function* regrouped(blocks: AsyncIterable<Spectra>, frames: number): AsyncGenerator<Spectra, void> {
  let rest: Spectra | undefined;
  for await (const block of blocks) {
    const whole: Spectra = rest === undefined ? block : concatenateSeries([rest, block]);
    const total = whole.time.start.length;
    let from = 0;
    for (; from + frames <= total; from += frames) yield seriesBlock(whole, from, from + frames);
    rest = from < total ? seriesBlock(whole, from, total) : undefined;
  }
  if (rest !== undefined) yield rest;
}
