import { simulateCoupledSignals } from '@operando/fixtures';
import type { Build } from '../program/build.js';
import { atMost } from '../program/job.js';
import type { Job, Prepared } from '../program/job.js';

const lags = 'lag with its interval';
const surrogates = 'lag with 99 surrogates';
const kinks = 'changes of slope of one signal';
const truth = [4100, 9800, 15_500] as const;

async function prepare(build: Build, quick: boolean): Promise<Prepared> {
  const { changesOf, createSignal, lagBetween } = await build.load('multimodal');
  const { edge, lattice } = simulateCoupledSignals({ seed: 5 });
  const signal = (name: string, { time, values, stderr }: typeof edge) =>
    createSignal({ name, start: time, values, stderr });
  const [first, second] = [signal('edge', edge), signal('lattice', lattice)];
  return {
    inputs: {
      edgeTime: edge.time,
      edge: edge.values,
      edgeError: edge.stderr,
      latticeTime: lattice.time,
      lattice: lattice.values,
      latticeError: lattice.stderr,
    },
    candidates: [
      {
        name: 'copy of both',
        items: 1,
        run: () => [edge, lattice].map(({ time, values }) => [time.slice(), values.slice()]),
      },
      { name: lags, items: 1, run: () => lagBetween(first, second, { surrogates: 0 }) },
      { name: surrogates, items: 1, run: () => lagBetween(first, second, { surrogates: quick ? 9 : 99, seed: 1 }) },
      { name: kinks, items: 1, run: () => changesOf(first) },
    ],
    check() {
      const found = lagBetween(first, second, { surrogates: 0 });
      const changes = changesOf(first).changes.filter((each) => !each.isWeak);
      const off = truth.map((at) => Math.min(...changes.map(({ time }) => Math.abs(time - at))));
      return [
        atMost('lag: off the truth in standard errors', Math.abs(found.lag - 412) / found.stderr, 4),
        atMost('lag: standard error (s)', found.stderr, 20),
        atMost('changes: furthest from one that was made (s)', Math.max(...off), 200),
      ];
    },
  };
}

/** Lags and changes of signals that were measured together. */
export const signalsJob: Job = {
  id: 'signals',
  title: 'Two signals of six hours, 460 and 190 samples',
  item: 'pair',
  rounds: 5,
  goals: [{ candidate: lags, beside: 'us', most: 50_000, words: '50 ms' }],
  peers: [{ script: 'signal_peers' }],
  prepare,
};
