import { describe, expect, it } from 'vitest';
import { bytesSource, seriesWarnings } from '@operando/core';
import { parseSpec, parseXdi, readSeriesFrom } from '../src/index.js';
import { withDuration } from '../src/absorption/scan-duration.js';
import type { ColumnTable } from '../src/index.js';

const points = 100;
/** A scan that begins at ten. @param value Of the fourth column, by the number of the point. */
function xdi(label: string, value: (i: number) => number | string, end = ''): string {
  const rows = Array.from({ length: points }, (_, i) => `${7000 + 3 * i} 1000 500 ${value(i)}`);
  return `# XDI/1.0\n# Scan.start_time: 2026-03-01T10:00:00\n${end}# Column.1: energy eV\n# Column.2: i0\n# Column.3: itrans\n# Column.4: ${label}\n#---\n# energy i0 itrans t\n${rows.join('\n')}\n`;
}
const durationOf = (table: ColumnTable): number | undefined => withDuration(table)?.duration;

describe('how long a scan took', () => {
  it.each([
    // A hundred points, of which the last takes as long as a usual one.
    ['a clock', xdi('elapsed_time s', (i) => 24 * i), 2400],
    ['a clock in minutes', xdi('elapsed_time min', (i) => 0.4 * i), 2400],
    ['seconds since 1970', xdi('epoch', (i) => 1.77e9 + 24 * i), 2400],
    ['counting times', xdi('scaler_count_time seconds', () => 5), 500],
    ['counting times in ms', xdi('count_time ms', () => 5000), 500],
    [
      'its header, whatever the columns say',
      xdi('elapsed_time s', (i) => 24 * i, '# Scan.end_time: 2026-03-01T10:40:10\n'),
      2410,
    ],
    ['a field of its header', xdi('elapsed_time s', (i) => 24 * i, '# Scan.duration: 41 min\n'), 2460],
    ['its stop', xdi('temperature K', () => 300, '# Scan.stop_time: 2026-03-01T10:40:00\n'), 2400],
    ['nothing: a clock that goes back', xdi('elapsed_time s', (i) => 24 * (i % 50)), undefined],
    ['nothing: a clock with gaps', xdi('elapsed_time s', (i) => (i === 7 ? 'nan' : 24 * i)), undefined],
    ['nothing: no time', xdi('elapsed_time eV', (i) => 24 * i), undefined],
    ['nothing: no column of times', xdi('temperature K', () => 300), undefined],
  ])('is told by %s', (_what, text, seconds) => {
    expect(durationOf(parseXdi(text))).toEqual(seconds === undefined ? undefined : expect.closeTo(seconds, 6));
  });

  it('is told by the epochs of a SPEC scan, and said to be inferred', async () => {
    const rows = Array.from({ length: points }, (_, i) => `${8200 + i} ${100 + 12 * i} 1 1000 ${500 + i}`);
    const text = `#F x\n#E 1700000000\n#D Tue Nov 14 22:13:20 2023\n\n#S 1 ascan energy 8200 8299 99 1\n#D Tue Nov 14 22:15:00 2023\n#N 5\n#L energy  Epoch  Seconds  I0  It\n${rows.join('\n')}\n\n`;
    expect(durationOf(parseSpec(text))).toBeCloseTo(1200, 6);
    const series = await readSeriesFrom([{ name: 'a.spec', bytes: bytesSource(new TextEncoder().encode(text)) }]);
    expect([series.time.duration[0], seriesWarnings(series).map(({ code, message }) => [code, message])]).toEqual([
      1200,
      [['duration-inferred', 'Exposures are those of the column Epoch.']],
    ]);
  });
});
