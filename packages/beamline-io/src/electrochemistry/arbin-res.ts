import { OperandoError } from '@operando/core';
import type { Electrochemistry, JsonValue } from '@operando/core';
import { contentOf } from '../bytes/contents.js';
import { localFile } from '../bytes/local-file.js';
import type { FileFormat, ParseOptions } from '../format.js';
import { epochOfDays } from '../text/date-time.js';
import type { DelimitedTable } from '../text/delimited.js';
import type { AccessContent } from './access-content.js';
import { auxiliaryColumns } from './arbin-auxiliary.js';
import { arbinTable } from './arbin.js';

const jet = [0, 1, 0, 0, ...Array.from('Standard Jet DB', (letter) => letter.charCodeAt(0))];
const ace = [0, 1, 0, 0, ...Array.from('Standard ACE DB', (letter) => letter.charCodeAt(0))];

/** Labels as Arbin's other exports write them, with their units, which the database leaves to the schema. */
const units: Readonly<Record<string, string>> = {
  Test_Time: 's',
  Step_Time: 's',
  Current: 'A',
  Voltage: 'V',
  Charge_Capacity: 'Ah',
  Discharge_Capacity: 'Ah',
  Charge_Energy: 'Wh',
  Discharge_Energy: 'Wh',
  Internal_Resistance: 'Ohm',
  AC_Impedance: 'Ohm',
};

/** Seconds after which a database that cannot be finished is given up, where nothing else is said. */
export const accessSeconds = 120;

/**
 * The log in an Arbin result file (.res, an Access database): rows in the order of their data points, thermometers and other sensors
 * of the auxiliary table beside them, start of the test from the global table.
 * @throws OperandoError as `arbinTable`.
 */
export function arbinResTable(
  { labels, cells, global, auxiliary }: AccessContent,
  options: ParseOptions,
): Electrochemistry {
  const rows = cells[0]?.length ?? 0;
  const metadata: Record<string, JsonValue> = Object.fromEntries(global);
  const days = metadata['Start_DateTime'];
  const start =
    typeof days === 'number' && days > 30_000 && days < 80_000 ? { epoch: epochOfDays(days), zone: 'unstated' } : {};
  const pointsAt = labels.indexOf('Data_Point');
  const sensors = auxiliary === undefined || pointsAt < 0 ? [] : auxiliaryColumns(auxiliary, cells[pointsAt]!);
  for (const { label, nickname } of sensors) if (nickname !== '') metadata[label] = nickname;
  const table: DelimitedTable = {
    labels: [
      ...labels.map((name) => (Object.hasOwn(units, name) ? `${name}(${units[name]})` : name)),
      ...sensors.map(({ label }) => label),
    ],
    rows,
    cells: [...cells, ...sensors.map((sensor) => sensor.cells)],
    lines: Int32Array.from({ length: rows }, (_, i) => i + 1),
    decimalComma: false,
  };
  return arbinTable('arbin-res', table, metadata, options, start);
}

/** Arbin result files, which a library for Node reads. */
export const arbinRes: FileFormat = {
  id: 'arbin-res',
  title: 'Arbin .res (Access)',
  kind: 'file',
  sniff: ({ bytes }) => ([jet, ace].some((magic) => magic.every((byte, i) => bytes[i] === byte)) ? 1 : 0),
  async parse(source, options) {
    const local = localFile(source);
    if (local === undefined)
      throw new OperandoError('unsupported', 'Access databases are read from the disk alone.', {
        cure: 'Read the file in Node (fileSource, readFile), or its bytes with parseArbinRes.',
      });
    const bytes = await contentOf(source, options.maxBytes);
    const content = await local.accessContent(bytes, options.seconds ?? accessSeconds);
    return { kind: 'electrochemistry', table: arbinResTable(content, options) };
  },
};
