import { measuredPhotoelectrons, oxygenLevel, seededRandom } from '@operando/fixtures';
import type { Build } from '../program/build.js';
import { atMost, within } from '../program/job.js';
import type { Job, Prepared } from '../program/job.js';
import { momentsOf } from '../program/statistics.js';

async function preparePhotoelectrons(build: Build, quick: boolean): Promise<Prepared> {
  const { componentResults, fitRegionSeries } = await build.load('photoelectron-fit');
  const frames = quick ? 10 : 40;
  const level = oxygenLevel(frames);
  const { energy, values, sigma } = measuredPhotoelectrons(level, frames, seededRandom(1));
  const data = { energy, values, sigma };
  const components = level.lines.map(({ name, center, sigma: gaussian, gamma }) => ({
    name,
    center: Number((center(0) + 0.1).toFixed(1)),
    known: { sigma: gaussian, gamma },
  }));
  const together = { components: components.map(({ name, center }) => ({ name, center })) };
  const alone = {
    components: components.map(({ name, center, known }) => ({ name, center, values: known })),
    scope: { sigma: 'fixed', gamma: 'fixed', k: 'free' },
  } as const;
  const out = new Float64Array(values.length);
  return {
    inputs: { energy, values, sigma },
    candidates: [
      { name: 'copy of the same bytes', items: frames, run: () => out.set(values) },
      { name: 'each spectrum alone, shapes known, 9 free', items: frames, run: () => fitRegionSeries(data, alone) },
      {
        name: 'all spectra together, widths and background shared',
        items: frames,
        run: () => fitRegionSeries(data, together),
      },
    ],
    check() {
      const series = fitRegionSeries(data, together);
      const [lattice, peroxo] = componentResults(series);
      const pulls = momentsOf(
        Array.from(
          lattice!.center.values,
          (value, f) => (value - level.lines[0]!.center(f)) / lattice!.center.stderr[f]!,
        ),
      );
      const off = Array.from(peroxo!.area.values, (value, f) => Math.abs(value / level.lines[1]!.area(f) - 1)).toSorted(
        (a, b) => a - b,
      );
      return [
        within('energies: scatter in standard errors', pulls.deviation, 0.6, 1.5),
        atMost('area of the weak line: median share off the truth', off[off.length >> 1]!, 0.04),
      ];
    },
  };
}

/** Photoelectron spectra, one by one and as a series. */
export const photoelectronJob: Job = {
  id: 'photoelectrons',
  title: 'Photoelectron spectra, 40 x 241, three Voigt lines over a Shirley step',
  item: 'spectrum',
  rounds: 5,
  goals: [
    {
      candidate: 'each spectrum alone, shapes known, 9 free',
      beside: 'us',
      most: 500,
      words: 'a spectrum alone in half a millisecond',
    },
    {
      candidate: 'all spectra together, widths and background shared',
      beside: 'us',
      most: 3750,
      words: '40 spectra together in 150 ms',
    },
  ],
  peers: [{ script: 'photoelectron_peers', given: { joint: 10 } }],
  prepare: preparePhotoelectrons,
};
