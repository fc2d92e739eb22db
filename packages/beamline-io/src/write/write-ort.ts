import { exactNumber, OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { ReflectivityCurve } from '../reflectivity/curve.js';
import { said } from '../text/said.js';
import { yamlText } from './yaml-text.js';

/** What the header of an ORSO file says beside its columns. */
export interface OrtHeader {
  /** `data_source`: owner, experiment, sample, measurement, as ORSO names them. */
  readonly dataSource?: Readonly<Record<string, JsonValue>> | undefined;
  /** `reduction`: software, timestamp, creator, corrections. */
  readonly reduction?: Readonly<Record<string, JsonValue>> | undefined;
}

const firstLine = '# # ORSO reflectivity data file | 1.1 standard | YAML encoding | https://www.reflectometry.org/';

const number = (value: number): string =>
  (!Number.isFinite(value)
    ? exactNumber(value)
    : `${Object.is(value, -0) ? '-' : ''}${value.toExponential(17).replace(/e([+-])(\d)$/, 'e$10$2')}`
  ).padStart(26);

function commented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `# ${line}`)
    .join('\n');
}

function columnsOf({
  dq,
  dqKind,
  dqShape = 'gaussian',
}: ReflectivityCurve): readonly Readonly<Record<string, string>>[] {
  return [
    { name: 'Qz', unit: '1/angstrom', physical_quantity: 'normal_wavevector_transfer' },
    { name: 'R', physical_quantity: 'reflectivity' },
    { error_of: 'R', error_type: 'uncertainty', distribution: 'gaussian', value_is: 'sigma' },
    ...(dq === undefined
      ? []
      : [
          {
            error_of: 'Qz',
            error_type: 'resolution',
            distribution: dqShape,
            value_is: dqKind === 'fwhm' ? 'FWHM' : 'sigma',
          },
        ]),
  ];
}

function headerOf(curve: ReflectivityCurve, header: OrtHeader): Record<string, unknown> {
  const { header: own = {}, time } = curve;
  return {
    ...own,
    data_source: header.dataSource ??
      own['data_source'] ?? {
        owner: { name: null, affiliation: null },
        experiment: { title: null, instrument: null, start_date: null, probe: null },
        sample: { name: curve.name },
        measurement: { instrument_settings: null, data_files: [] },
      },
    reduction: header.reduction ?? own['reduction'] ?? { software: { name: 'operando' } },
    ...(time === undefined ? {} : { elapsed_time: { magnitude: time, unit: 's' } }),
    data_set: curve.name,
    columns: columnsOf(curve),
  };
}

/**
 * Reflectivity curves as ORSO text (`.ort`, version 1.1): Qz in 1/angstrom, R, its standard deviation and the resolution as it is
 * (standard deviation or full width, said in the header), numbers to the last bit. Several curves become several data sets, each
 * with what its own file said about it (`header`).
 *
 * @throws OperandoError `invalid-argument` without curves, for two of one name, or one without points; `shape-mismatch`.
 */
export function formatOrt(curves: readonly ReflectivityCurve[], header: OrtHeader = {}): string {
  if (curves.length === 0) throw new OperandoError('invalid-argument', 'there are no curves to write.');
  if (new Set(curves.map(({ name }) => name)).size < curves.length)
    throw new OperandoError('invalid-argument', 'two curves have one name.', {
      cure: 'Data sets of a file need names of their own.',
    });
  const sets = curves.map((curve, k) => {
    const columns = [curve.q, curve.r, curve.dr, ...(curve.dq === undefined ? [] : [curve.dq])];
    if (columns.some(({ length }) => length !== curve.q.length))
      throw new OperandoError('shape-mismatch', said`the columns of ${curve.name} have different lengths.`);
    if (curve.q.length === 0)
      throw new OperandoError('invalid-argument', said`${curve.name || 'a curve'} has no points.`, {
        cure: 'Leave it out: a file holds data sets of at least one.',
      });
    const yaml = yamlText(headerOf(curve, header));
    const names = ['Qz', 'R', 'sR', ...(curve.dq === undefined ? [] : ['sQz'])];
    const rows = Array.from(curve.q, (_, i) => columns.map((column) => number(column[i]!)).join(' '));
    const separator = k === 0 ? '' : `# data_set: ${JSON.stringify(curve.name)}\n`;
    return `${separator}${commented(yaml)}\n# #${names.map((name) => name.padStart(26)).join(' ')}\n${rows.join('\n')}\n`;
  });
  return `${firstLine}\n${sets.join('')}`;
}
