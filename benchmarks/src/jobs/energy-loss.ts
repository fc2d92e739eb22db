import { createAxis, createSeries } from '@operando/core';
import { energyLossMaps } from '@operando/fixtures';
import type { Build } from '../program/build.js';
import { atMost, within } from '../program/job.js';
import type { Job, Prepared } from '../program/job.js';
import { momentsOf } from '../program/statistics.js';

const templates = 'templates, shifts found, with errors';
const twoWindows = 'two windows, with errors';

async function prepare(build: Build, quick: boolean): Promise<Prepared> {
  const { mapEdges } = await build.load('energy-loss-map');
  const frames = quick ? 1 : 3;
  const [rows, columns] = quick ? [6, 9] : [24, 24];
  const maps = energyLossMaps({ frames, rows, columns, seed: 5 });
  const { counts, energies, content, shift, layers, lithium, cobalt, known } = maps;
  const counted = (name: string, size: number) =>
    createAxis({ name, unit: '1', values: Array.from({ length: size }, (_, i) => i) });
  const series = createSeries({
    signal: counts,
    dims: ['time', 'row', 'column', 'energy'],
    axis: createAxis({ name: 'energy', unit: 'eV', values: energies }),
    coordinates: { row: counted('row', rows), column: counted('column', columns) },
    time: { start: Array.from({ length: frames }, (_, f) => 12 * f), duration: 12 },
  });
  const edges = [{ ...lithium, window: [54.5, 59.5] as const, known: { layer: 'electrolyte', value: known } }, cobalt];
  const options = { background: { window: [38, 53] as const }, layers, edges };
  const items = frames * rows * columns;
  return {
    inputs: { energies, counts, shifts: shift },
    candidates: [
      { name: 'copy of the counts', items, run: () => counts.slice() },
      { name: templates, items, run: () => mapEdges(series, options) },
      {
        name: twoWindows,
        items,
        run: () => mapEdges(series, { ...options, edges: edges.slice(0, 1), method: 'two-window' }),
      },
    ],
    check() {
      const { values, stderr } = mapEdges(series, options).contents[0]!.pixels;
      const pulls = momentsOf(Array.from(values, (value, i) => (value - content[i]!) / stderr[i]!));
      return [
        atMost('contents: mean off the truth in standard errors', Math.abs(pulls.mean), 0.5),
        within('contents: scatter in standard errors', pulls.deviation, 0.85, 1.15),
        atMost('pixels without a content', pulls.lost, 0),
      ];
    },
  };
}

/** Edges in energy-loss maps. */
export const energyLossJob: Job = {
  id: 'energy-loss',
  title: 'Li K over Co M in 3 maps of 24 x 24 pixels, 200 channels',
  item: 'spectrum',
  rounds: 7,
  goals: [
    { candidate: templates, beside: 'us', most: 45, words: '45 us' },
    { candidate: twoWindows, beside: 'us', most: 6.8, words: '6.8 us, a 500th of HyperSpy' },
  ],
  peers: [{ script: 'energy_loss_peers' }],
  prepare,
};
