import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { sameClock } from '@operando/multimodal';
import type { ClockModel } from '@operando/multimodal';
import type { SignalTable } from './signal-table.js';

/** Offsets given to tables, by their names. @throws OperandoError `invalid-argument`. */
export function clocksOf(
  given: readonly string[] | undefined,
  tables: readonly SignalTable[],
): Map<string, ClockModel> {
  const clocks = new Map<string, ClockModel>();
  for (const text of given ?? []) {
    const [, table = '', seconds = '', error = '0'] = /^([^:]+):([^+]*(?:e\+\d+)?)(?:\+-(.+))?$/.exec(text) ?? [];
    const [offset, stderr] = [Number(seconds), Number(error)];
    const isKnown = tables.some(({ name }) => name === table);
    if (!isKnown || seconds.trim() === '' || !Number.isFinite(offset) || !(stderr >= 0 && stderr < Infinity))
      throw new OperandoError(
        'invalid-argument',
        isKnown ? `${JSON.stringify(text)} is no table with seconds.` : `there is no table ${JSON.stringify(table)}.`,
        {
          where: { parameter: 'clocks' },
          cure: `Give it as ${tables[0]?.name ?? 'table'}:12.5+-2; tables are ${tables.map(({ name }) => name).join(', ')}.`,
        },
      );
    clocks.set(table, sameClock(offset, stderr));
  }
  return clocks;
}

/** The clock of all: dates where every table has them; else elapsed times, taken to begin together. */
export function commonClock(tables: readonly SignalTable[], clocks: ReadonlyMap<string, ClockModel>) {
  const dated = tables.filter(({ epoch }) => epoch !== undefined);
  if (dated.length === 0) {
    const loose = tables.filter(({ name }) => !clocks.has(name));
    const warnings: OperandoWarning[] =
      loose.length > 1
        ? [
            {
              code: 'clocks-assumed',
              message: `${loose.map(({ name }) => name).join(', ')} have elapsed times and no dates: their clocks were taken to begin together. Give offsets with their errors where they do not (command: --clocks ${loose[1]!.name}:12+-2).`,
            },
          ]
        : [];
    return { shift: () => 0, warnings };
  }
  const undated = tables.find(({ epoch, name }) => epoch === undefined && !clocks.has(name));
  if (undated !== undefined)
    throw new OperandoError('invalid-argument', `${undated.name} has elapsed times, ${dated[0]!.name} dates.`, {
      where: { parameter: 'clocks' },
      cure: `Say by --clocks how many seconds after the begin of ${dated[0]!.name} its clock reads zero, as ${undated.name}:0+-1.`,
    });
  const epoch = Math.min(...dated.map((table) => table.epoch!));
  const zones = new Set(dated.map(({ zone }) => zone ?? 'unstated'));
  const warnings: OperandoWarning[] =
    zones.size > 1 && zones.has('unstated')
      ? [
          {
            code: 'time-zones-differ',
            message: `Times of the tables are ${[...zones].join(' and ')}; those without a zone were read as UTC. Give offsets where that is wrong (command: --clocks).`,
          },
        ]
      : [];
  const zone = dated[0]!.zone;
  return {
    epoch,
    ...(zone === undefined ? {} : { zone }),
    shift: (table: SignalTable) => (table.epoch ?? dated[0]!.epoch!) - epoch,
    warnings,
  };
}
