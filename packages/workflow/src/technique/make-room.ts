import { deriveSeries } from '@operando/core';
import type { Channel, OperandoWarning, Series } from '@operando/core';

/**
 * A series in which channels that are to come find their names free: a channel of the data that has one of them, whatever the
 * case, gets `_2` behind it (`_3`, ...), and a warning `column-renamed` in the provenance.
 *
 * @param coming Names of the channels that come.
 * @param whose Where they come from, in words.
 */
export function makeRoom<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  coming: readonly string[],
  whose: string,
): Series<Name, Unit> {
  const wanted = new Set(coming.map((name) => name.toLowerCase()));
  const taken = new Set([...coming, ...Object.keys(series.channels)].map((name) => name.toLowerCase()));
  const renamed = new Map<string, string>();
  for (const name of Object.keys(series.channels)) {
    if (!wanted.has(name.toLowerCase())) continue;
    let number = 2;
    while (taken.has(`${name}_${number}`.toLowerCase())) number++;
    renamed.set(name, `${name}_${number}`);
    taken.add(`${name}_${number}`.toLowerCase());
  }
  if (renamed.size === 0) return series;
  const channels: Record<string, Channel> = {};
  for (const [name, channel] of Object.entries(series.channels)) channels[renamed.get(name) ?? name] = channel;
  const warnings = Array.from(renamed, ([name, now]): OperandoWarning => ({
    code: 'column-renamed',
    message: `The data have a channel ${name} of their own: it stands as ${now} beside that of ${whose}.`,
    where: { column: now },
  }));
  return deriveSeries(
    series,
    { channels },
    { step: 'workflow/makeRoom', options: Object.fromEntries(renamed), warnings },
  );
}
