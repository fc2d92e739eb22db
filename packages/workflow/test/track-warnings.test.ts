import { describe, expect, it } from 'vitest';
import { createAxis, statusOf } from '@operando/core';
import { drawScenario } from '@operando/fixtures';
import { trackPeakStack } from '@operando/xrd-peak-track';
import type { Track } from '@operando/xrd-peak-track';
import { trackWarnings } from '../src/techniques/xrd/track-warnings.js';

describe('points that end on a bound', () => {
  // A peak that is four times as broad in three patterns: no window lets it grow so far at once.
  const drawn = (broad: number): ReturnType<typeof drawScenario> =>
    drawScenario(
      {
        name: 'broad for a while',
        frames: 24,
        points: 240,
        from: 15.5,
        step: 0.015,
        background: () => 100,
        peaks: [
          { name: 'one', center: () => 17.2, height: () => 600, fwhm: (f) => (f >= 12 && f < 15 ? broad : 0.12) },
        ],
      },
      2,
    );
  const told = (broad: number): ReturnType<typeof trackWarnings> => {
    const { x, stack } = drawn(broad);
    const { tracks, dark } = trackPeakStack(x, stack);
    for (const { status, frames, center, fwhm } of tracks)
      for (const frame of frames) {
        const hasNoError = Number.isNaN(center.stderr[frame]!) || Number.isNaN(fwhm.stderr[frame]!);
        expect(status[frame] === statusOf['at-bound']).toBe(hasNoError);
      }
    const axis = createAxis({ name: 'two-theta', unit: 'deg', values: x });
    return trackWarnings({ tracks, dark, errors: 'counts', axis }, []).filter(({ code }) => code === 'at-bound');
  };

  it('have the status at-bound, and that is told with how many there are', () => {
    const [warning, ...others] = told(0.48);
    expect(others).toEqual([]);
    expect(warning!.message).toMatch(
      /^1 of 1 track end on a bound of place or width in \d points? \(status at-bound\)/,
    );
    expect(told(0.12)).toEqual([]);
  });

  it('are told of shares too, where a peak is a pure Gaussian or Lorentzian', () => {
    const { x, stack } = drawn(0.12);
    const { tracks, dark } = trackPeakStack(x, stack);
    const [track] = tracks as [Track];
    const pure = [{ ...track, eta: { ...track.eta, values: track.eta.values.map(() => 0) } }];
    const axis = createAxis({ name: 'two-theta', unit: 'deg', values: x });
    expect(trackWarnings({ tracks: pure, dark, errors: 'counts', axis }, []).map(({ message }) => message)).toEqual([
      '1 of 1 track have a Lorentzian share of 0 or 1, the ends of its range, in most frames: it has no error there.',
    ]);
  });
});
