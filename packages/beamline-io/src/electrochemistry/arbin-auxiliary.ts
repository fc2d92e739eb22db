import type { AuxiliaryReadings, AuxiliarySensor } from './access-content.js';

/** What the kinds of sensors measure, by their numbers, and in which unit. */
const kinds: readonly (readonly [name: string, unit: string])[] = [
  ['Voltage', 'V'],
  ['Temperature', 'C'],
  ['Pressure', ''],
  ['pH', ''],
  ['Flow_Rate', ''],
  ['Concentration', ''],
  ['Digital_Input', ''],
  ['Digital_Output', ''],
];
/** Sensors that are kept. */
const mostSensors = 100;

/** The readings of one sensor as a column of words, under a label as Arbin's own exports have it. */
export interface AuxiliaryColumn {
  readonly label: string;
  readonly cells: readonly string[];
  /** What people called it, where they did. */
  readonly nickname: string;
}

/**
 * A column for each sensor, in the order of its kind and number: `Aux_Temperature_1(C)`. Rows without a reading are blank.
 * @param points `Data_Point` of each row of the table, in words.
 */
export function auxiliaryColumns(
  { points: readingPoints, indexes, types, values, sensors }: AuxiliaryReadings,
  points: readonly string[],
): readonly AuxiliaryColumn[] {
  const rowOf = new Map(points.map((point, row) => [Number(point), row]));
  const found = new Map<string, { readonly type: number; readonly index: number; readonly cells: string[] }>();
  readingPoints.forEach((point, i) => {
    const [type, index, row] = [types[i]!, indexes[i]!, rowOf.get(point)];
    const key = `${type} ${index}`;
    if (!found.has(key) && found.size < mostSensors) found.set(key, { type, index, cells: points.map(() => '') });
    const sensor = found.get(key);
    if (sensor !== undefined && row !== undefined && Number.isFinite(values[i])) sensor.cells[row] = String(values[i]);
  });
  const ordered = [...found.values()].toSorted((a, b) => a.type - b.type || a.index - b.index);
  const said = (type: number, index: number): AuxiliarySensor | undefined =>
    sensors.find((sensor) => sensor.type === type && sensor.index === index);
  return ordered.map(({ type, index, cells }, i) => {
    const count = ordered.slice(0, i + 1).filter((other) => other.type === type).length;
    const [kind, usual] = kinds[type] ?? [`type_${type}`, ''];
    const { unit = '', nickname = '' } = said(type, index) ?? {};
    const stated = unit.trim() === '' ? usual : unit.trim();
    return { label: `Aux_${kind}_${count}${stated === '' ? '' : `(${stated})`}`, cells, nickname };
  });
}
