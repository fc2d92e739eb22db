import { describe, expect, it } from 'vitest';
import { openSeries } from '@operando/beamline-io';
import { bytesSource, collectSeries, concatenateSeries, flatValues, seriesWarnings } from '@operando/core';
import type { NamedSource } from '@operando/core';

/** A continuous scan: a begin of a sweep, then up, down, up; mu is energy / 1000 + the number of the sweep. */
function scan(name: string, header: readonly string[] = [], jitter = 0): NamedSource {
  const sweeps = [
    [7120, 7110, 7100],
    [7101, 7150, 7200],
    [7199, 7150, 7100],
    [7101, 7150, 7200],
  ];
  const rows = sweeps.flatMap((energies, sweep) =>
    energies.map((energy, k) => `${energy + jitter} ${energy / 1000 + sweep} ${3 * sweep + k}`),
  );
  const text = ['# XDI/1.0', ...header.map((line) => `# ${line}`), '# ---', '# energy mutrans time', ...rows, ''];
  return { name, bytes: bytesSource(new TextEncoder().encode(text.join('\n'))) };
}

describe('sweeps of continuous scans', () => {
  it('each become a frame, those that are not whole are left out and told', async () => {
    const series = await collectSeries(await openSeries([scan('a.xdi')], { sweeps: 'both', grid: 'interpolate' }));
    expect(series.metadata['files']).toEqual(['a.xdi sweep 2', 'a.xdi sweep 3', 'a.xdi sweep 4']);
    // Down is turned round: at 7150 eV stands what was measured there.
    const at = [...series.axis.values].indexOf(7150);
    expect([0, 1, 2].map((frame) => series.signal.get(frame, at))).toEqual([8.15, 9.15, 10.15]);
    expect(seriesWarnings(series).map(({ code }) => code)).toContain('sweeps-incomplete');
    expect(seriesWarnings(series).map(({ code }) => code)).not.toContain('descending-reversed');
  });

  it('of one direction alone', async () => {
    const series = await collectSeries(await openSeries([scan('a.xdi')], { sweeps: 'up' }));
    expect(series.metadata['files']).toEqual(['a.xdi sweep 2', 'a.xdi sweep 4']);
  });

  it('are scans with their own times where there is one of them', async () => {
    const one = (name: string, minute: number): NamedSource => {
      const lines = ['# XDI/1.0', `# Scan.start_time: 2026-03-01T10:0${minute}:00Z`, '# ---', '# energy mutrans'];
      const rows = [7100, 7150, 7200].map((energy) => `${energy} ${energy / 1000}`);
      return { name, bytes: bytesSource(new TextEncoder().encode([...lines, ...rows, ''].join('\n'))) };
    };
    const series = await collectSeries(await openSeries([one('a.xdi', 0), one('b.xdi', 2)], { sweeps: 'up' }));
    expect([...series.time.start]).toEqual([0, 120]);
    expect(seriesWarnings(series).map(({ code }) => code)).not.toContain('time-unknown');
  });

  it('have the times that the column of times tells', async () => {
    const dated = scan('a.xdi', ['Scan.start_time: 2026-03-01T10:00:00Z', 'Column.3: time s']);
    const { time } = await collectSeries(await openSeries([dated], { sweeps: 'up' }));
    expect([...time.start]).toEqual([0, 6]);
    expect([...time.duration]).toEqual([2, 2]);
    expect(time.epoch).toBe(Date.UTC(2026, 2, 1, 10, 0, 3) / 1000);
  });

  it('are brought to a grid of its own', async () => {
    const sources = [scan('a.xdi'), scan('b.xdi', [], 0.25)];
    const grid = Float64Array.of(7110, 7140, 7190);
    const binning = {
      grid: () => grid,
      row: ({ x, y }: { x: Float64Array; y: Float64Array }) => grid.map((energy) => y[0]! + (energy - x[0]!) / 1000),
    };
    const series = await collectSeries(await openSeries(sources, { sweeps: 'up', binning }));
    expect([...series.axis.values]).toEqual([...grid]);
    expect(series.time.start.length).toBe(4);
    expect(series.signal.get(0, 1)).toBeCloseTo(8.14, 12);
    expect(series.signal.get(2, 1)).toBeCloseTo(8.14 - 0.00025, 12);
  });

  it('are the same on that grid, whether they are kept, read again or partly asked for', async () => {
    const sources = ['a', 'b', 'c'].map((name, k) => scan(`${name}.xdi`, [], 0.25 * k));
    const grid = Float64Array.of(7110, 7140, 7190);
    const binning = {
      grid: () => grid,
      // The last point is beyond some of the sweeps.
      row: ({ x, y }: { x: Float64Array; y: Float64Array }) =>
        grid.map((energy, i) => (i === 2 && y[0]! < 8 ? Number.NaN : y[0]! + (energy - x[0]!) / 1000)),
    };
    const opened = (keptBytes: number) => openSeries(sources, { sweeps: 'both', binning, keptBytes });
    const again = await collectSeries(await opened(0));
    expect(again.time.start.length).toBeGreaterThan(6);
    for (const keptBytes of [again.signal.size * 16, Infinity]) {
      const source = await opened(keptBytes);
      const blocks = [];
      for await (const block of source.blocks({ frames: 4 })) blocks.push(block);
      expect(concatenateSeries(blocks)).toEqual(again);
      // What is kept is not what was given away.
      blocks.forEach(({ signal }) => flatValues(signal).fill(0));
      expect(await collectSeries(source)).toEqual(again);
    }
  });
});
