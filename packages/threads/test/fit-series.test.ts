import { afterAll, expect, it } from 'vitest';
import { fitSeries, reflectivity } from '@operando/nr-sld-fit';
import type { FitSeriesOptions, ReflectivityFrame, ReflectivityModel } from '@operando/nr-sld-fit';
import { seededRandom } from '@operando/fixtures';
import { fitSeriesOnThreads, openThreads } from '../src/index.js';

const pools = [1, 2, 3].map((count) => openThreads(count));
afterAll(() => Promise.all(pools.map(({ close }) => close())));

const model: ReflectivityModel = {
  parameters: { film: { value: 95, bounds: [40, 200] }, sld: { value: 3, bounds: [1, 6] } },
  layers: [{ sld: 2.07 }, { thickness: 'film', sld: 'sld', roughness: 4 }, { sld: 6.1, roughness: 6 }],
};

/** Curves of a film that grows. */
function growing(): ReflectivityFrame[] {
  const random = seededRandom(11);
  const q = Float64Array.from({ length: 40 }, (_, i) => 0.01 * 15 ** (i / 39));
  return [90, 98, 108].map((thickness, f) => {
    const exact = reflectivity(q, [{ sld: 2.07 }, { thickness, sld: 3.4, roughness: 4 }, { sld: 6.1, roughness: 6 }]);
    const dr = exact.map((value) => 0.04 * value + 1e-8);
    return { name: `${f}`, at: 60 * f, q, r: exact.map((value, i) => value + dr[i]! * random.normal()), dr };
  });
}

it.each<[string, FitSeriesOptions]>([
  ['both ways', {}],
  ['one way', { direction: 'backward' }],
  ['frames by themselves', { warmStart: false }],
  ['a curve through all', { linked: { film: { curve: 'linear' } } }],
])('%s: the same to the bit as without threads', async (_, options) => {
  const frames = growing();
  const truth = fitSeries(model, frames, options);
  expect(truth.parameters['film']!.values[2]).toBeGreaterThan(103);
  for (const threads of pools) {
    const told: number[] = [];
    const onProgress = (done: number): void => void told.push(done);
    expect(await fitSeriesOnThreads(model, frames, options, { threads, onProgress })).toEqual(truth);
    expect(told.at(-1)).toBe(options.linked === undefined ? (options.direction === undefined ? 6 : 3) : 9);
  }
});

it('a model with functions is fitted all the same', async () => {
  const frames = growing().slice(0, 2);
  const own = { ...model, layers: [model.layers[0]!, { ...model.layers[1]!, sld: () => 3.4 }, model.layers[2]!] };
  expect(await fitSeriesOnThreads(own, frames, {}, { threads: 2 })).toEqual(fitSeries(own, frames));
});

it('errors are those of fitSeries', async () => {
  const frames = growing();
  const last = frames.at(-1)!;
  for (const threads of pools) {
    const odd = [...frames.slice(0, 2), { ...last, dr: Float64Array.from(last.dr, () => -1) }];
    const wrong = await fitSeriesOnThreads(model, odd, {}, { threads }).catch((error: unknown) => error);
    expect(() => fitSeries(model, odd)).toThrow(expect.objectContaining({ message: (wrong as Error).message }));
    await expect(fitSeriesOnThreads(model, frames.toReversed(), {}, { threads })).rejects.toMatchObject({
      code: 'axis-not-increasing',
      where: { frame: 1 },
    });
  }
});
