import { describe, expect, it } from 'vitest';
import { readElectrochemistryFrom } from '@operando/beamline-io';
import { bytesSource } from '@operando/core';
import type { NamedSource } from '@operando/core';

const source = (name: string, text: string): NamedSource => ({
  name,
  bytes: bytesSource(new TextEncoder().encode(text)),
});
const elapsed = (name: string): NamedSource =>
  source(name, 'Time/s,Voltage/V,Current/mA\n0,3.5,1\n30,3.51,1\n60,3.52,1\n');
const dated = source(
  'dated.csv',
  'Date Time,Time/s,Voltage/V,Current/mA\n2024-05-01 10:00:00,0,3.5,1\n2024-05-01 10:00:30,30,3.51,1\n',
);
/** 08:00:00 UTC of 1 May 2024, by GNU date. */
const eight = 1_714_550_400;

describe('the start of logs without dates', () => {
  it.each([
    ['2024-05-01T08:00:00', eight, 'unstated'],
    ['2024-05-01T08:00:00Z', eight, 'utc'],
    ['2024-05-01T10:00:00+02:00', eight, '+02:00'],
    ['2024-05-01 08:00', eight, 'unstated'],
  ])('%s is the time 0 of the log', async (cyclerStart, epoch, zone) => {
    expect(await readElectrochemistryFrom([elapsed('a.csv')], { cyclerStart })).toMatchObject({ epoch, zone });
  });

  it('puts several logs in order, those with dates among them', async () => {
    const table = await readElectrochemistryFrom([elapsed('late.csv'), dated, elapsed('early.csv')], {
      cyclerStart: ['2024-05-01T12:00:00', '2024-05-01T08:00:00'],
    });
    expect(table.segments.map(({ file }) => file)).toEqual(['early.csv', 'dated.csv', 'late.csv']);
    expect(table.epoch).toBe(eight);
    expect([...table.columns['test_time_second']!]).toEqual([0, 30, 60, 7200, 7230, 14400, 14430, 14460]);
  });

  it('refuses several logs without dates and without starts, with the flag that helps', async () => {
    await expect(readElectrochemistryFrom([elapsed('a.csv'), elapsed('b.csv')])).rejects.toThrow(/--cycler-start/);
  });

  it.each([
    ['a log with dates', [dated], '2024-05-01T08:00:00', /dated\.csv.*has dates of its own.*--clock-offset/],
    ['fewer than logs', [elapsed('a.csv'), elapsed('b.csv')], '2024-05-01', /1 start is given.*2 logs.*a\.csv, b\.csv/],
    ['a day that is none', [elapsed('a.csv')], '2024-02-30T08:00:00', /is no date/],
    ['a time of day', [elapsed('a.csv')], '08:00:00', /is no date/],
  ])('refuses a start for %s', async (_, sources, cyclerStart, message) => {
    await expect(readElectrochemistryFrom(sources, { cyclerStart })).rejects.toThrow(message);
  });
});
