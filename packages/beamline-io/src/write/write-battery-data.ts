import { batteryDataLabel, batteryDataNames, csvWords, exactNumber, OperandoError } from '@operando/core';
import type { Electrochemistry } from '@operando/core';
import { said, shown } from '../text/said.js';

const required: readonly string[] = ['test_time_second', 'voltage_volt', 'current_ampere'];

/** Words of one line: a cycler's table has a line for each row. */
const oneLine = (text: string): string => csvWords(text.replaceAll(/[\r\n]+/g, ' '));

function cellsOf(values: readonly string[] | Float64Array): readonly string[] {
  return values instanceof Float64Array ? Array.from(values, exactNumber) : values.map(oneLine);
}

/** UNIX seconds, which must be of UTC: a local time of unknown zone cannot be written. */
function unixTimes({ columns, epoch, zone }: Electrochemistry): Float64Array | undefined {
  if (columns['unix_time_second'] !== undefined) return columns['unix_time_second'];
  const time = columns['test_time_second'];
  if (epoch === undefined || zone === undefined || zone === 'unstated' || time === undefined) return undefined;
  return time.map((value) => epoch + value);
}

/**
 * An electrochemical table as CSV of the Battery Data Format 1.3: preferred labels, commas, a point, LF; numbers to the last bit,
 * missing ones as `nan`. Required columns first, those that the format does not know last under their
 * own names; UNIX times where the zone is known. The file's original columns, and words but for the types of steps, stay behind.
 *
 * @throws OperandoError `column-missing` without time, voltage and current, `shape-mismatch` for columns of different lengths,
 * `invalid-argument` without rows.
 */
export function formatBatteryData(table: Electrochemistry): string {
  const unix = unixTimes(table);
  const columns: Readonly<Record<string, Float64Array>> = {
    ...table.columns,
    ...(unix === undefined ? {} : { unix_time_second: unix }),
  };
  for (const name of required) {
    if (columns[name] === undefined)
      throw new OperandoError('column-missing', said`the Battery Data Format needs ${name}.`, {
        where: { column: shown(name) },
        cure: said`The table has ${Object.keys(table.columns).join(', ')}.`,
      });
  }
  const stepType = table.text?.['step_type'];
  const known = batteryDataNames.filter(
    (name) => Object.hasOwn(columns, name) || (name === 'step_type' && stepType !== undefined),
  );
  const others = Object.keys(columns).filter((name) => !batteryDataNames.includes(name));
  const written = [...known, ...others].map((name) => ({
    name,
    label: known.includes(name) ? batteryDataLabel(name) : name,
    values: name === 'step_type' && stepType !== undefined ? stepType : columns[name]!,
  }));
  const rows = columns['test_time_second']!.length;
  const odd = written.find(({ values }) => values.length !== rows);
  if (odd !== undefined)
    throw new OperandoError('shape-mismatch', said`${odd.name} has ${odd.values.length} rows, the time ${rows}.`, {
      where: { column: shown(odd.name) },
    });
  if (rows === 0) throw new OperandoError('invalid-argument', 'the log has no rows to write.');
  const cells = written.map(({ values }) => cellsOf(values));
  const lines = [written.map(({ label }) => oneLine(label)).join(',')];
  for (let row = 0; row < rows; row++) lines.push(cells.map((column) => column[row]!).join(','));
  return `${lines.join('\n')}\n`;
}
