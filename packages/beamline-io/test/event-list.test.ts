import { describe, expect, it } from 'vitest';
import { bytesSource } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { isEventList, readEventsFrom } from '../src/index.js';

const file = (name: string, text: string): NamedSource => ({
  name,
  bytes: bytesSource(new TextEncoder().encode(text)),
});
/** Four events by hand: 0.5, 1.25, 61 and 120 s, channels 7, 5, 9, 5, pixels (1, 0), (0, 2), (3, 1), (2, 2). */
const time = [0.5, 1.25, 61, 120];
const channel = [7, 5, 9, 5];
const x = [1, 0, 3, 2];
const y = [0, 2, 1, 2];
const rows = (write: (i: number) => string): string => time.map((_, i) => write(i)).join('');

const written: readonly (readonly [string, string])[] = [
  ['labels with units', `time_s,channel,x,y\n${rows((i) => `${time[i]},${channel[i]},${x[i]},${y[i]}\n`)}`],
  [
    'microseconds, tabs, Windows line ends, other order and names',
    `ADC\tTime (us)\tX\tY\r\n${rows((i) => `${channel[i]}\t${time[i]! * 1e6}\t${x[i]}\t${y[i]}\r\n`)}`,
  ],
  [
    'semicolons and decimal commas',
    `Time/s;Channel;x;y\n${rows((i) => `${time[i]};${channel[i]};${x[i]};${y[i]}\n`.replace('.', ','))}`,
  ],
  ['a commented line of labels', `# time[s] channel x y\n${rows((i) => `${time[i]} ${channel[i]} ${x[i]} ${y[i]}\n`)}`],
  [
    'a timestamp in ns and rows and columns of pixels',
    `timestamp_ns,pulse_height,col,row\n${rows((i) => `${time[i]! * 1e9},${channel[i]},${x[i]},${y[i]}\n`)}`,
  ],
];

describe('list-mode files', () => {
  it.each(written)('are read by their labels: %s', async (_, text) => {
    const source = file('events.txt', text);
    expect(await isEventList(source)).toBe(true);
    const events = await readEventsFrom([source]);
    expect(Array.from(events.time, (value) => Number(value.toPrecision(9)))).toEqual(time);
    expect(Array.from(events.pulse)).toEqual(channel);
    expect(Array.from(events.x!)).toEqual(x);
    expect(Array.from(events.y!)).toEqual(y);
    expect(events).toMatchObject({ pulseUnit: 'channel', files: ['events.txt'] });
    expect(events.warnings).toEqual([]);
  });

  it('of a CAEN digitizer have times in ps, and one detector is chosen among several', async () => {
    const head = 'BOARD;CHANNEL;TIMETAG;ENERGY;ENERGYSHORT;FLAGS\r\n';
    const text = (of: (i: number) => number): string =>
      head + rows((i) => `0;${of(i)};${time[i]! * 1e12};${channel[i]};1;0x4000\r\n`);
    const one = await readEventsFrom([
      file(
        'DataR.csv',
        text(() => 2),
      ),
    ]);
    expect(Array.from(one.time)).toEqual(time);
    expect(Array.from(one.pulse)).toEqual(channel);
    const two = file(
      'DataR.csv',
      text((i) => i % 2),
    );
    await expect(readEventsFrom([two])).rejects.toMatchObject({
      code: 'invalid-argument',
      where: { file: 'DataR.csv', parameter: 'events.detector' },
    });
    const chosen = await readEventsFrom([two], { detector: 1 });
    expect(Array.from(chosen.time)).toEqual([time[1], time[3]]);
    await expect(readEventsFrom([two], { detector: 5 })).rejects.toMatchObject({ code: 'outside-range' });
  });

  it('may have energies, times since 1970, and go on in another file', async () => {
    const energies = file('a.csv', `time_s,energy_MeV\n${rows((i) => `${time[i]},${channel[i]! / 10}\n`)}`);
    const inEnergy = await readEventsFrom([energies]);
    expect(inEnergy.pulseUnit).toBe('keV');
    expect(inEnergy.pulse[0]).toBeCloseTo(700, 9);
    const unix = await readEventsFrom([
      file('run_10.csv', 'time_s,channel\n1714982461.5,3\n1714982462,1\n'),
      file('run_9.csv', 'time_s,channel\n1714982400.25,7\n1714982401,5\n'),
    ]);
    expect(unix).toMatchObject({ epoch: 1_714_982_400, zone: 'utc', files: ['run_9.csv', 'run_10.csv'] });
    expect(Array.from(unix.time)).toEqual([0.25, 1, 61.5, 62]);
    const early = file('b.csv', 'time_s,channel\n100,3\n101,1\n');
    await expect(readEventsFrom([energies, early])).rejects.toMatchObject({
      code: 'time-backwards',
      where: { file: 'b.csv' },
    });
    const later = file('b.csv', 'time_s,channel\n130,3\n131,1\n');
    await expect(readEventsFrom([energies, later])).rejects.toMatchObject({ code: 'unit-mismatch' });
  });

  it('say what was assumed, and are refused where that cannot be', async () => {
    const bare = file('a.csv', `time,channel\n${rows((i) => `${time[i]},${channel[i]}\n`)}`);
    const assumed = await readEventsFrom([bare]);
    expect(assumed.warnings).toMatchObject([{ code: 'unit-assumed', where: { file: 'a.csv' } }]);
    const told = await readEventsFrom([bare], { timeUnit: 'ms' });
    expect(told.time[2]).toBeCloseTo(0.061, 12);
    expect(told.warnings).toEqual([]);
    const stated = file('a.csv', written[0]![1]);
    await expect(readEventsFrom([stated], { timeUnit: 'ns' })).rejects.toMatchObject({ code: 'unit-mismatch' });
    await expect(readEventsFrom([stated], { detector: 0 })).rejects.toMatchObject({ code: 'column-missing' });
    await expect(readEventsFrom([file('a.csv', 'time_s,channel\n0.5,7\n1,5.5\n2,4\n')])).rejects.toMatchObject({
      code: 'bad-number',
      where: { line: 3 },
    });
    const gaps = await readEventsFrom([file('a.csv', 'time_s,channel\n0.5,7\n1,\n2,4\n')]);
    expect(Array.from(gaps.time)).toEqual([0.5, 2]);
    expect(gaps.warnings.map(({ code }) => code)).toContain('missing-values');
    await expect(readEventsFrom([])).rejects.toMatchObject({ code: 'too-few-points' });
  });

  it.each([
    ['a spectrum', 'channel,counts\n0,5\n1,7\n2,9\n'],
    ['a spectrum with a time in each channel', 'channel,time_s,counts\n0,60,5\n1,60,7\n2,60,9\n'],
    ['channels that count up', 'channel,time\n0,5\n1,7\n2,9\n'],
    ['columns without labels', '0.5,7\n1.25,5\n61,9\n'],
    ['no table at all', 'hello\nworld\n'],
  ])('are told from %s', async (_, text) => {
    expect(await isEventList(file('a.csv', text))).toBe(false);
    await expect(readEventsFrom([file('a.csv', text)])).rejects.toMatchObject({ where: { file: 'a.csv' } });
  });

  it('are known by their beginning', async () => {
    const long = `time_s,channel\n${Array.from({ length: 20_000 }, (_, i) => `${i * 0.01},${(i * 7) % 900}\n`).join('')}`;
    expect(await isEventList(file('long.csv', long))).toBe(true);
    expect((await readEventsFrom([file('long.csv', long)])).time).toHaveLength(20_000);
  });
});
