import type { JsonValue, OperandoWarning } from '@operando/core';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { chooseScan } from '../table/scan-choice.js';
import type { ScanSummary } from '../table/scan-summary.js';
import { statedTimes } from '../text/stated-moment.js';
import { parseNumber } from '../text/number.js';
import { athenaFlavour, parseAthenaProject } from './athena-project.js';
import type { AthenaGroup, AthenaProject } from './athena-project.js';
import type { TextFormat } from '../format.js';
import { said, shown } from '../text/said.js';

/**
 * Parameters of a group under the names that `preEdge` and `autobk` of `@operando/xas-normalize`
 * use. Energies in eV (ranges relative to e0), k in 1/angstrom, R in angstrom; absent where the
 * project does not say.
 */
export interface AthenaParameters {
  /** Edge energy, eV. */
  readonly e0?: number;
  /** eV that Athena adds to the energies before anything else; the energies read here are without it. */
  readonly energyShift?: number;
  /** Begin of the pre-edge fit, eV relative to e0. */
  readonly pre1?: number;
  /** End of the pre-edge fit, eV relative to e0. */
  readonly pre2?: number;
  /** Begin of the post-edge fit, eV relative to e0. */
  readonly norm1?: number;
  /** End of the post-edge fit, eV relative to e0. */
  readonly norm2?: number;
  /** Degree of the post-edge polynomial (Athena counts its coefficients: one more). */
  readonly nnorm?: number;
  /** In the unit of mu. */
  readonly edgeStep?: number;
  /** Angstrom. */
  readonly rbkg?: number;
  /** Power of k in the fit of the background. */
  readonly kWeight?: number;
  /** Begin of the spline, 1/angstrom. */
  readonly splineK1?: number;
  /** End of the spline, 1/angstrom. */
  readonly splineK2?: number;
  /** Begin of the transform, 1/angstrom. */
  readonly kMin?: number;
  /** End of the transform, 1/angstrom. */
  readonly kMax?: number;
  /** Width of the slopes of its window, 1/angstrom. */
  readonly dk?: number;
  /** Begin of the back transform, angstrom. */
  readonly rMin?: number;
  /** End of the back transform, angstrom. */
  readonly rMax?: number;
  /** Symbol of the absorber. */
  readonly element?: string;
  /** Lower or upper case as in the file: `K`, `L3`. */
  readonly edge?: string;
}

const numeric = {
  e0: 'bkg_e0',
  energyShift: 'bkg_eshift',
  pre1: 'bkg_pre1',
  pre2: 'bkg_pre2',
  norm1: 'bkg_nor1',
  norm2: 'bkg_nor2',
  edgeStep: 'bkg_step',
  rbkg: 'bkg_rbkg',
  kWeight: 'bkg_kw',
  splineK1: 'bkg_spl1',
  splineK2: 'bkg_spl2',
  kMin: 'fft_kmin',
  kMax: 'fft_kmax',
  dk: 'fft_dk',
  rMin: 'bft_rmin',
  rMax: 'bft_rmax',
} as const;

function numberOf(value: JsonValue | undefined): number | undefined {
  const number = typeof value === 'string' ? parseNumber(value.trim()) : undefined;
  return number !== undefined && Number.isFinite(number) ? number : undefined;
}

/** Athena's parameters of a group as numbers, see {@link AthenaParameters}. */
export function athenaParameters(group: AthenaGroup): AthenaParameters {
  const found: Record<string, number | string> = {};
  for (const [name, key] of Object.entries(numeric)) {
    const value = numberOf(group.args.get(key));
    if (value !== undefined) found[name] = value;
  }
  const coefficients = numberOf(group.args.get('bkg_nnorm'));
  if (coefficients !== undefined && coefficients >= 1) found['nnorm'] = coefficients - 1;
  const [element, edge] = [group.args.get('bkg_z'), group.args.get('fft_edge')];
  if (typeof element === 'string' && element !== '') found['element'] = element;
  if (typeof edge === 'string' && edge !== '') found['edge'] = edge.toUpperCase();
  return found;
}

const isSet = (group: AthenaGroup, name: string): boolean =>
  !new Set<JsonValue | undefined>([undefined, '', '0']).has(group.args.get(name));

type Content = 'mu' | 'norm' | 'chi' | 'other';

/** What y is. Transforms that a project may hold (chi(R), chi(q), detectors) are given without a role. */
function contentOf(group: AthenaGroup): Content {
  if (isSet(group, 'is_chi') || group.args.get('datatype') === 'chi') return 'chi';
  if (['is_rsp', 'is_qsp', 'is_pixel', 'not_data'].some((name) => isSet(group, name))) return 'other';
  return isSet(group, 'is_nor') ? 'norm' : 'mu';
}

function columnsOf(group: AthenaGroup, content: Content, warnings: OperandoWarning[]): TableColumn[] {
  const { x, y } = group;
  // A project saved from keV data that were never converted: the unit is left open.
  const inKeV = content !== 'chi' && x.length > 0 && x.every((value) => value < 150);
  if (inKeV)
    warnings.push({ code: 'energy-unit-open', message: `The x values end at ${x[x.length - 1]}, which cannot be eV.` });
  const columns: TableColumn[] =
    content === 'chi'
      ? [
          { label: 'k', unit: '1/angstrom', values: x },
          { label: 'chi', values: y },
        ]
      : [
          content === 'other'
            ? { label: 'x', values: x }
            : { label: 'energy', role: 'energy', values: x, ...(inKeV ? {} : { unit: 'eV' }) },
          content === 'norm'
            ? { label: 'norm', role: 'norm', values: y }
            : content === 'mu'
              ? { label: 'mu', role: 'mutrans', values: y }
              : { label: 'y', values: y },
        ];
  for (const [label, values] of group.extra) {
    if (values.length === x.length) columns.push({ label, values, ...(label === 'i0' ? { role: 'i0' as const } : {}) });
    else
      warnings.push({
        code: 'columns-left-out',
        message: said`${label} has ${values.length} values, x has ${x.length}: it was left out.`,
        where: { line: group.line, column: shown(label) },
      });
  }
  return columns;
}

/** Start of the scan, where XDI metadata were saved along. */
function startOf(xdi: JsonValue | undefined): string | undefined {
  const step = (value: JsonValue | undefined, key: string): JsonValue | undefined =>
    value !== null && typeof value === 'object' && !Array.isArray(value) && Object.hasOwn(value, key)
      ? (value as Readonly<Record<string, JsonValue>>)[key]
      : undefined;
  const text = step(step(step(xdi, 'metadata'), 'Scan'), 'start_time');
  return typeof text === 'string' ? text : undefined;
}

function summaries(project: AthenaProject): ScanSummary[] {
  return project.groups.map((group, i): ScanSummary => {
    const content = contentOf(group);
    const notes = [...(content === 'mu' ? [] : [content]), ...(group.x.length === 0 ? ['empty'] : [])];
    return { id: String(i + 1), title: group.label, rows: group.x.length, notes };
  });
}

function tableOf(
  project: AthenaProject,
  index: number,
  scans: readonly ScanSummary[],
  chosen: readonly OperandoWarning[],
): ColumnTable {
  const group = project.groups[index]!;
  const parameters = athenaParameters(group);
  const warnings: OperandoWarning[] = [...chosen];
  const columns = columnsOf(group, contentOf(group), warnings);
  const { e0, edgeStep, energyShift } = parameters;
  if (energyShift !== undefined && energyShift !== 0) {
    warnings.push({
      code: 'energy-shift-not-applied',
      message: said`Athena shifts the energies of this group by ${energyShift} eV; they are given without the shift, e0 (${e0 ?? 'unknown'}) with it.`,
    });
  }
  const points = numberOf(group.args.get('npts'));
  if (points !== undefined && points !== group.x.length)
    warnings.push({
      code: 'points-declared',
      message: `The project says ${points} points, there are ${group.x.length}.`,
      where: { line: group.line },
    });
  const [low, high] = [numberOf(group.args.get('xmin')), numberOf(group.args.get('xmax'))];
  if ((low !== undefined && low !== group.x[0]) || (high !== undefined && high !== group.x[group.x.length - 1])) {
    warnings.push({
      code: 'range-declared',
      message: `The project says that x runs from ${low ?? 'somewhere'} to ${high ?? 'somewhere'}; it runs from ${group.x[0]} to ${group.x[group.x.length - 1]}.`,
      where: { line: group.line },
    });
  }
  const { time, warnings: timeWarnings } = statedTimes(startOf(group.xdi), undefined, {
    label: 'start',
    line: group.line,
  });
  warnings.push(...timeWarnings);
  return {
    format: 'athena',
    columns,
    rows: group.x.length,
    lines: new Int32Array(group.x.length).fill(group.line),
    metadata: {
      program: project.program,
      created: project.created,
      group: group.tag,
      label: group.label,
      parameters: { ...parameters },
      args: Object.fromEntries(group.args),
      ...(group.xdi === undefined ? {} : { xdi: group.xdi }),
      ...(project.journal === '' ? {} : { journal: project.journal }),
    },
    scalars: {
      ...(e0 === undefined ? {} : { athena_e0: { value: e0, unit: 'eV' } }),
      ...(edgeStep === undefined ? {} : { athena_edge_step: { value: edgeStep, unit: '1' } }),
    },
    ...(time === undefined ? {} : { time }),
    warnings,
    scans,
    scan: scans[index]!.id,
  };
}

/**
 * One group of an Athena project (`.prj`, unpacked) as a table: energy in eV (before Athena's
 * shift), mu or normalized mu, and I0, signal and standard deviation where saved at the same length.
 * `metadata.parameters` are {@link athenaParameters}, `metadata.args` all of Athena's own.
 *
 * @param scan Position from 1, or label where no other group has it. @default the first group with data, with a warning
 * @throws OperandoError as {@link parseAthenaProject}; `invalid-argument` for a group there is not.
 */
export function parseAthena(text: string, scan?: string | number): ColumnTable {
  const project = parseAthenaProject(text);
  const scans = summaries(project);
  const { index, warnings } = chooseScan(scans, scan);
  return tableOf(project, index, scans, warnings);
}

/** Athena projects. */
export const athena: TextFormat = {
  id: 'athena',
  longLines: true,
  end: /(?:^|[;\s])1;\s*$|\}\s*$|^\s*# End:\s*$/m,
  title: 'Athena project',
  kind: 'text',
  sniff: ({ lines }) => (athenaFlavour(lines) === undefined ? 0 : 1),
  parse: (text, { scan }) => ({ kind: 'spectrum', table: parseAthena(text, scan) }),
  scans: (text) => {
    const project = parseAthenaProject(text);
    const scans = summaries(project);
    return scans.flatMap(({ rows }, i) => (rows > 0 ? [tableOf(project, i, scans, [])] : []));
  },
};
