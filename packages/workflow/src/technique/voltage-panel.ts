import type { Electrochemistry, Series } from '@operando/core';

/** Hours after the first frame at which each row of the cycler's log was written. */
function logHours(series: Series, table: Electrochemistry, clockOffset: number): Float64Array {
  const time = table.columns['test_time_second']!;
  const between = (table.epoch ?? 0) - (series.time.epoch ?? 0) + clockOffset - series.time.start[0]!;
  return time.map((t) => (t + between) / 3600);
}

/** The voltage curve over the time that the frames cover, from the log where there is one. */
export function voltagePanel(
  series: Series,
  table: Electrochemistry | undefined,
  clockOffset: number | undefined,
  hours: Float64Array,
): { label: string; unit: string; lines: { time: Float64Array; values: Float64Array }[] }[] {
  const voltage = series.channels['voltage_volt'];
  if (voltage === undefined) return [];
  const logVoltage = table?.columns['voltage_volt'];
  if (table === undefined || logVoltage === undefined) {
    return [{ label: 'Voltage', unit: 'V', lines: [{ time: hours, values: voltage.values }] }];
  }
  const logTime = logHours(series, table, clockOffset ?? 0);
  const last = (series.time.start.at(-1)! + series.time.duration.at(-1)! - series.time.start[0]!) / 3600;
  const kept = [...logTime.keys()].filter((row) => logTime[row]! >= 0 && logTime[row]! <= last);
  return [
    {
      label: 'Voltage',
      unit: 'V',
      lines: [
        {
          time: Float64Array.from(kept, (row) => logTime[row]!),
          values: Float64Array.from(kept, (row) => logVoltage[row]!),
        },
      ],
    },
  ];
}
