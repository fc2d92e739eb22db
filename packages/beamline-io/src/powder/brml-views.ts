import { xmlChild, xmlList, xmlText } from '../text/xml-nodes.js';

interface Field {
  readonly id: string;
  readonly label: string;
  readonly unit?: string;
}

/** A part of each row of a BRML scan. */
export interface DataView {
  /** Place of its first value, from 0, and how many there are. */
  readonly start: number;
  readonly length: number;
  /** As the program calls it: `MeasuredTime`, `ScanAxes`, `RecSpace`, `Counter0D`. */
  readonly name: string;
  readonly isCounter: boolean;
  /** Its values, in order, where they are named one by one: drives, sensors. */
  readonly fields: readonly Field[];
  readonly unit?: string;
  /** The number that stands for a missing value. */
  readonly blank: number;
}

const attribute = (node: unknown, name: string): string | undefined => xmlText(xmlChild(node, `@${name}`));

const unitNames: Readonly<Record<string, string>> = { '°': 'deg', '°C': 'degC', degree: 'deg', counts: 'counts' };

function unitOf(node: unknown): { readonly unit?: string } {
  const text = attribute(node, 'Unit') ?? attribute(xmlChild(node, 'Unit'), 'Base') ?? '';
  const unit = unitNames[text] ?? unitNames[text.toLowerCase()] ?? text;
  return unit === '' ? {} : { unit };
}

function fieldOf(node: unknown): Field {
  const id = attribute(node, 'AxisId') ?? attribute(node, 'FieldName') ?? '';
  const label = xmlText(xmlChild(node, 'VisibleName')) ?? (attribute(node, 'FieldName') || id);
  return { id, label, ...unitOf(xmlChild(node, 'Restriction')) };
}

/** A count or place that a view states; NaN for none. */
const whole = (text: string | undefined): number => {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isSafeInteger(value) && value >= 0 ? value : Number.NaN;
};

/** What stands where in the rows of a route, in the order in which it is listed; views without a place are left out. */
export function dataViews(route: unknown): DataView[] {
  return xmlList(xmlChild(route, 'DataViews'), 'RawDataView').flatMap((node): DataView[] => {
    const [start, length] = [whole(attribute(node, 'Start')), whole(attribute(node, 'Length') ?? '1')];
    if (!(start >= 0 && length >= 1)) return [];
    const recording = xmlChild(node, 'Recording');
    const inner = xmlChild(node, 'Varying') ?? recording;
    const name = attribute(node, 'LogicName') ?? attribute(inner, 'LogicName') ?? '';
    const blank = Number(xmlText(xmlChild(inner, 'BlankingValue')) ?? Number.NaN);
    return [
      {
        start,
        length,
        name,
        isCounter: /counter/i.test(name) || attribute(recording, 'Category') === 'Count',
        fields: xmlList(inner, 'FieldDefinitions').map(fieldOf),
        ...unitOf(recording ?? node),
        blank,
      },
    ];
  });
}

/** Names of the drives that a route scans, in the order of their values: those of the view, else those of the scan. */
export function scanDrives(route: unknown, axes: DataView | undefined): string[] {
  if (axes !== undefined && axes.fields.length === axes.length) return axes.fields.map(({ id }) => id);
  return xmlList(xmlChild(route, 'ScanInformation', 'ScanAxes'), 'ScanAxisInfo').map(
    (axis) => attribute(axis, 'AxisName') ?? attribute(axis, 'AxisId') ?? '',
  );
}
