import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitPeakStack } from '../src/index.js';
import type { FitPeakStackOptions, FitPeakStackResult, PeakProfileName } from '../src/index.js';
import { doublet, makeStack } from './make-stack.js';
import type { Stack } from './make-stack.js';

/** Share by which chi2 is above that of another fit, in the frame where it is most. */
function mostAbove({ chiSquare }: FitPeakStackResult, least: ArrayLike<number>): number {
  return Math.max(...Array.from(chiSquare, (value, f) => value / least[f]! - 1));
}

/** chi2 of the general fitter where it begins at what was found of a frame. */
function againFrom(
  { peaks }: FitPeakStackResult,
  f: number,
  { x, stack }: Stack,
  options: FitPeakStackOptions,
): number {
  const starts = peaks.map(({ center, height, fwhm, shape }) => ({
    center: center.values[f]!,
    height: height.values[f]!,
    fwhm: fwhm.values[f]!,
    ...Object.fromEntries(Object.entries(shape).map(([name, { values }]) => [name, values[f]!])),
  }));
  const frame = stack.subarray(f * x.length, (f + 1) * x.length);
  return fitPeakStack(x, frame, { ...options, peaks: starts, method: 'general' }).chiSquare[0]!;
}

/** Centers that drift beyond their upper bound, which lies so much below; widths that reach theirs where noise has it so. */
function cornered(
  profile: PeakProfileName,
  centers: readonly number[],
  below: number,
  widest: number,
): FitPeakStackOptions {
  const widths = profile === 'split-pseudo-voigt' ? ['fwhmLow', 'fwhmHigh'] : ['fwhm'];
  return {
    profile,
    sigma: 'counts',
    peaks: centers.map((center) => ({ center: center - below, fwhm: 0.1 })),
    bounds: Object.fromEntries(
      centers.flatMap((center, k): [string, [number, number]][] => [
        [`peak${k}.center`, [40, center - below]],
        ...widths.map((name): [string, [number, number]] => [`peak${k}.${name}`, [0.05, widest]]),
      ]),
    ),
  };
}

const lone = makeStack('pseudo-voigt', [[40.3, 4000, 0.1, 0.5]], { frames: 20, points: 60, seed: 5 });
const two = makeStack(
  'pseudo-voigt',
  [
    [40.35, 4000, 0.1, 0.5],
    [40.75, 2500, 0.1, 0.5],
  ],
  { frames: 20 },
);
const halves = makeStack('split-pseudo-voigt', [[40.3, 4000, 0.1, 0.1, 0.5, 0.5]], { frames: 20, points: 60, seed: 5 });

describe('centers and widths on their bounds at the same time', () => {
  // The step of a width that is coupled with that of a held center may lead inwards though the step of both led outwards.
  it.each<[string, Stack, FitPeakStackOptions]>([
    ['one peak', lone, cornered('pseudo-voigt', [40.3], 0.02, 0.104)],
    ['two peaks', two, cornered('pseudo-voigt', [40.35, 40.75], 0.025, 0.106)],
    ['halves', halves, cornered('split-pseudo-voigt', [40.3], 0.015, 0.1)],
  ])(
    '%s: no more than the chi2 of the general fitter, and frames that leave a bound that the one before was on',
    (_, data, options) => {
      const general = fitPeakStack(data.x, data.stack, { ...options, method: 'general' });
      for (const kernels of ['auto', 'plain'] as const) {
        const fit = fitPeakStack(data.x, data.stack, { ...options, kernels });
        expect(mostAbove(fit, general.chiSquare)).toBeLessThan(2e-6);
        expect(fit.general.every((value) => value === 0)).toBe(true);
      }
    },
  );

  // scipy 1.10.1, optimize.least_squares (trf, x_scale 'jac', tolerances 1e-15) with the same bounds and shares from 0 to 1;
  // chi2 and the width of each peak. 1e-9 of chi2 is what the gain tolerance allows, to first order 1e-4 of a standard error.
  it.each<[string, Stack, FitPeakStackOptions, readonly (readonly [number, number, ...number[]])[]]>([
    [
      'one peak',
      lone,
      cornered('pseudo-voigt', [40.3], 0.02, 0.104),
      [
        [1, 8170.22121412452, 0.10233984008884589],
        [2, 8108.172186824047, 0.104],
        [8, 8578.875281877514, 0.10118455612677003],
        [14, 8671.745586050954, 0.10207145421724485],
      ],
    ],
    [
      'two peaks',
      two,
      cornered('pseudo-voigt', [40.35, 40.75], 0.025, 0.106),
      [
        [1, 15827.517318120745, 0.106, 0.106],
        [2, 16384.915464594324, 0.10399928226931646, 0.106],
        [4, 5249.681628407549, 0.09901624007580838, 0.09861589494802295],
        [15, 14908.151936042534, 0.106, 0.10564618794880393],
      ],
    ],
  ])('%s as in scipy', (_, data, options, frames) => {
    const fit = fitPeakStack(data.x, data.stack, { ...options, gainTolerance: 1e-9 });
    for (const [frame, chiSquare, ...widths] of frames) {
      expect(Math.abs(fit.chiSquare[frame]! / chiSquare - 1)).toBeLessThan(1e-9);
      widths.forEach((width, p) => expect(Math.abs(fit.peaks[p]!.fwhm.values[frame]! / width - 1)).toBeLessThan(1e-6));
    }
  });

  it('any bounds, profiles, doublets and numbers of peaks: kernels, plain loops and the general fitter find the same chi2', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const bound = fc.record({ lower: fc.boolean(), at: share, room: share });
    fc.assert(
      fc.property(
        fc.record({
          profile: fc.constantFrom<PeakProfileName>('pseudo-voigt', 'split-pseudo-voigt', 'gaussian', 'lorentzian'),
          bounds: fc.array(fc.option(bound), { minLength: 8, maxLength: 8 }),
          isPair: fc.boolean(),
          isDoublet: fc.boolean(),
          height: fc.constantFrom(300, 3000, 30_000),
          seed: fc.integer({ min: 1, max: 1000 }),
        }),
        ({ profile, bounds: drawn, isPair, isDoublet, height, seed }) => {
          const isSplit = profile === 'split-pseudo-voigt';
          const shape = { 'pseudo-voigt': [0.1, 0.5], 'split-pseudo-voigt': [0.11, 0.09, 0.5, 0.4] }[profile as string];
          const widths = isSplit ? ['fwhmLow', 'fwhmHigh'] : ['fwhm'];
          const centers = isPair ? [40.35, 40.75] : [40.4];
          const data = makeStack(
            profile,
            centers.map((center, k) => [center, height * (1 - 0.3 * k), ...(shape ?? [0.1])]),
            { frames: 4, points: isPair ? 120 : 70, two: isDoublet, seed },
          );
          const names = centers.flatMap((_, k) => ['center', ...widths].map((name) => `peak${k}.${name}`));
          const bounds = Object.fromEntries(
            names.flatMap((name, k): [string, [number, number]][] => {
              const one = drawn[k];
              if (one === null || one === undefined) return [];
              const isCenter = name.endsWith('center');
              const at = isCenter ? centers[Number(name[4])]! + 0.06 * (one.at - 0.5) : 0.1 * (0.7 + 0.6 * one.at);
              const room = (isCenter ? 0.01 : 0.02) + 0.04 * one.room;
              return [[name, one.lower ? [at, at + room] : [at - room, at]]];
            }),
          );
          const options: FitPeakStackOptions = {
            profile,
            sigma: 'counts',
            peaks: centers.map((center) => ({ center, fwhm: 0.1 })),
            bounds,
            gainTolerance: 1e-8,
            ...(isDoublet ? { doublet } : {}),
          };
          const fit = fitPeakStack(data.x, data.stack, options);
          const plain = fitPeakStack(data.x, data.stack, { ...options, kernels: 'plain' });
          const general = fitPeakStack(data.x, data.stack, { ...options, method: 'general', warmStart: false });
          // Where bounds keep a peak from what was counted there may be two minima: the general fitter then stays in the one that was
          // found when it begins there.
          const least = general.chiSquare.map((value, f) =>
            fit.chiSquare[f]! / value - 1 < 1e-7 ? value : againFrom(fit, f, data, options),
          );
          expect(mostAbove(fit, least)).toBeLessThan(1e-7);
          expect(mostAbove(plain, fit.chiSquare)).toBeLessThan(1e-9);
          expect(mostAbove(fit, plain.chiSquare)).toBeLessThan(1e-9);
        },
      ),
      {
        numRuns: 25,
        examples: [
          [
            {
              profile: 'split-pseudo-voigt',
              bounds: [
                { lower: false, at: 0, room: 0 },
                null,
                { lower: false, at: 0, room: 0 },
                ...Array.from({ length: 5 }, () => null),
              ],
              isPair: false,
              isDoublet: true,
              height: 300,
              seed: 350,
            },
          ],
        ],
      },
    );
  });
});
