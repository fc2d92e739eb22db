import { seededRandom } from '@operando/fixtures';
import type { Build } from '../program/build.js';
import { atMost } from '../program/job.js';
import type { Job, Prepared } from '../program/job.js';

/** Attenuation of the cell in the middle of the picture, growing from row to row; none beside it. */
function tauOf(row: number, column: number, edge: number): number {
  return column < edge / 8 || column >= (7 * edge) / 8 ? 0 : 0.5 + (0.3 * row) / edge;
}

/** A frame of a camera of 16 bits at 9000 counts. */
function frameOf(edge: number, random: ReturnType<typeof seededRandom>, mean: (i: number) => number): Uint16Array {
  return Uint16Array.from(
    { length: edge * edge },
    (_, i) => 100 + mean(i) + Math.sqrt(mean(i) + 4) * random.normal() + 0.5,
  );
}

/** One frame to attenuation and to a profile. */
async function prepareRadiographs(build: Build, quick: boolean): Promise<Prepared> {
  const { attenuation, collectProfiles, frameRoom, signalOf, transmissionPlan } = await build.load('attenuation-image');
  const edge = quick ? 256 : 2048;
  const random = seededRandom(1);
  const size = { width: edge, height: edge };
  const none = (): number => 0;
  const plan = transmissionPlan(
    {
      dark: [frameOf(edge, random, none), frameOf(edge, random, none)],
      open: [frameOf(edge, random, () => 9000), frameOf(edge, random, () => 9000)],
    },
    {
      ...size,
      openRegions: [
        { top: 0, bottom: edge, left: 0, right: edge / 16 },
        { top: 0, bottom: edge, left: (15 * edge) / 16, right: edge },
      ],
    },
  );
  const raw = frameOf(edge, random, (i) => 9000 * Math.exp(-tauOf(Math.floor(i / edge), i % edge, edge)));
  const room = frameRoom(size);
  const columns = [edge / 8 + 4, (7 * edge) / 8 - 4] as const;
  // One frame of a series, to be finished once for all of them.
  const collected = (spots: boolean) => {
    const collector = collectProfiles(plan, { columns, rows: [0, edge] });
    collector.add(signalOf(raw, plan, { spots, room }));
    return collector;
  };
  const megapixels = (edge * edge) / 1e6;
  const out = new Uint16Array(raw.length);
  return {
    inputs: {
      raw: Float64Array.from(raw),
      dark: Float64Array.from(plan.dark),
      factor: Float64Array.from(plan.factor),
      open: Float64Array.of(edge / 16),
      columns: Float64Array.from(columns),
    },
    candidates: [
      { name: 'copy of the same bytes', items: megapixels, run: () => out.set(raw) },
      {
        name: '-ln T and its variance',
        items: megapixels,
        run: () => attenuation(raw, plan, { spots: false, room }),
      },
      { name: 'profile and its variance', items: megapixels, run: () => collected(false) },
      { name: 'profile, spots of radiation removed', items: megapixels, run: () => collected(true) },
    ],
    check() {
      const { values, variances, doseStderr } = collected(true).finish();
      let square = 0;
      values.forEach((value, y) => {
        square += (value - 0.5 - (0.3 * y) / edge) ** 2 / (variances[y]! + plan.openVariance[0]! / (0.75 * edge));
      });
      // The open beam and the dose are shared by rows.
      return [
        atMost('rms pull of rows', Math.sqrt(square / edge), 1.3),
        atMost('error of the dose', doseStderr[0]!, 1e-3),
      ];
    },
  };
}

/** A frame of radiographs, beside numpy. */
export const radiographsJob: Job = {
  id: 'radiographs',
  title: 'A radiograph of 2048 x 2048 pixels',
  item: 'million pixels',
  rounds: 7,
  goals: [
    {
      candidate: '-ln T and its variance',
      beside: 'numpy -log((S - D) / dose * factor), single precision, no variance',
      most: 1 / 0.7,
      words: 'at least 0.7 times as fast as numpy without variances',
    },
    {
      candidate: 'profile and its variance',
      beside: 'numpy -log((S - D) / dose * factor) and mean over columns',
      most: 1 / 1.5,
      words: 'at least 1.5 times as fast as numpy without variances',
    },
  ],
  peers: [{ script: 'radiograph_peers' }],
  prepare: prepareRadiographs,
};
