import { isOperandoError, OperandoError } from '@operando/core';
import type { Metadata, NamedSource } from '@operando/core';
import type { Hdf5File } from '../hdf5/file.js';
import { natural, textAt } from '../hdf5/nexus-members.js';
import { withHdf5 } from '../hdf5/open-source.js';
import type { OpenHdf5Options } from '../hdf5/options.js';
import { shapePart, warningsAbout } from './curve.js';
import type { ReflectivityCurve } from './curve.js';
import { angstromsPerUnit, sigmasPer, statedWidths } from './orso-columns.js';
import { statedPolarization } from './polarization.js';
import { statedProbe } from './probe.js';
import { said, shown } from '../text/said.js';

const mostEntries = 10_000;

/** Names of the columns in the order that the file gives them. */
function columnNames(file: Hdf5File, entry: string): string[] {
  const data = `${entry}/data`;
  if (file.kind(data) !== 'group') return [];
  const place = (name: string): number => {
    const index = file.attributes(`${data}/${name}`)['sequence_index'];
    return typeof index === 'number' ? index : Infinity;
  };
  return file
    .children(data)
    .filter((name) => file.kind(`${data}/${name}`) === 'numbers')
    .toSorted((a, b) => place(a) - place(b));
}

/** The first number at a path; undefined where there is none, as where orsopy leaves out what it does not know. */
function firstNumber(file: Hdf5File, path: string): number | undefined {
  if (file.kind(path) !== 'numbers') return undefined;
  try {
    return file.dataset(path).readAll()[0];
  } catch (error) {
    if (isOperandoError(error) && error.code === 'column-missing') return undefined;
    throw error;
  }
}

/** What of a text file's header says how a curve was measured. */
function headerOf(file: Hdf5File, entry: string): Metadata {
  const source = `${entry}/info/data_source`;
  const settings = `${source}/measurement/instrument_settings`;
  const length = `${settings}/wavelength`;
  const magnitude = firstNumber(file, `${length}/magnitude`);
  const unit = textAt(file, `${length}/unit`);
  const probe = textAt(file, `${source}/experiment/probe`);
  const polarization = textAt(file, `${settings}/polarization`);
  return {
    data_source: {
      experiment: probe === undefined ? {} : { probe },
      measurement: {
        instrument_settings: {
          ...(polarization === undefined ? {} : { polarization }),
          ...(magnitude === undefined ? {} : { wavelength: { magnitude, ...(unit === undefined ? {} : { unit }) } }),
        },
      },
    },
  };
}

function curveOf(file: Hdf5File, entry: string): ReflectivityCurve {
  const names = columnNames(file, entry);
  const column = (pattern: RegExp): { readonly values: Float64Array; readonly name: string } | undefined => {
    const name = names.find((each) => pattern.test(each));
    return name === undefined ? undefined : { name, values: file.dataset(`${entry}/data/${name}`).readAll() };
  };
  const note = (name: string, key: string): string | undefined => textAt(file, `${entry}/info/columns/${name}/${key}`);
  const unitOf = (name: string): string =>
    String(file.attributes(`${entry}/data/${name}`)['units'] ?? note(name, 'unit') ?? '').trim();
  const inAngstroms = (
    { name, values }: { readonly values: Float64Array; readonly name: string },
    unit: string,
  ): Float64Array => {
    const factor = angstromsPerUnit(unit);
    if (factor === undefined)
      throw new OperandoError('unknown-unit', said`${name} of ${entry} is in ${unit.slice(0, 30)}.`, {
        where: { column: shown(name) },
        cure: 'Q must be in 1/angstrom or 1/nm.',
      });
    return factor === 1 ? values : values.map((value) => value * factor);
  };
  const [q, r, dr, dq] = [column(/^Q[xz]?$/i), column(/^R$/i), column(/^sR$/i), column(/^sQ[xz]?$/i)];
  if (q === undefined || r === undefined || dr === undefined) {
    throw new OperandoError('column-missing', said`${entry} has no columns Qz, R and sR.`, {
      cure: names.length === 0 ? 'It has none.' : said`It has ${names.slice(0, 12).join(', ')}.`,
    });
  }
  if ([r, dr, dq].some((each) => each !== undefined && each.values.length !== q.values.length))
    throw new OperandoError('shape-mismatch', said`${entry} has columns of different lengths.`);
  const qUnit = unitOf(q.name);
  const angstroms = inAngstroms(q, qUnit);
  const sigmas = sigmasPer(note(dr.name, 'value_is'), note(dr.name, 'distribution'), { column: dr.name });
  const errors = sigmas === 1 ? dr.values : dr.values.map((value) => value * sigmas);
  const widths =
    dq === undefined ? undefined : statedWidths(dq.name, note(dq.name, 'value_is'), note(dq.name, 'distribution'));
  const { polarization, warnings: ofSpins } = statedPolarization(headerOf(file, entry));
  const { warnings: ofProbe, ...probing } = statedProbe(headerOf(file, entry));
  return {
    name: textAt(file, `${entry}/info/data_set`) ?? entry.slice(1),
    q: angstroms,
    r: r.values,
    dr: errors,
    // An error without a unit of its own is in that of its quantity.
    ...(dq === undefined ? {} : { dq: inAngstroms(dq, unitOf(dq.name) || qUnit) }),
    dqKind: widths?.kind ?? 'sigma',
    ...shapePart(widths?.shape),
    ...(polarization === undefined ? {} : { polarization }),
    ...probing,
    warnings: [...(widths?.warnings ?? []), ...warningsAbout(angstroms, r.values, errors), ...ofSpins, ...ofProbe],
  };
}

/**
 * Curves of an ORSO binary file (`.orb`, HDF5 after orsopy): one from each entry of class OrsoDataset, in angstroms.
 * @throws OperandoError as `openHdf5Source`; `unknown-format` without such entries, `column-missing`, `unknown-unit`, `shape-mismatch`,
 * `unsupported` for errors of R without a standard deviation.
 */
export async function readOrsoCurves(
  source: NamedSource,
  options: OpenHdf5Options = {},
): Promise<readonly ReflectivityCurve[]> {
  return withHdf5(source, options, (file) => {
    const entries = file
      .children('/')
      .toSorted((a, b) => natural.compare(a, b))
      .slice(0, mostEntries)
      .map((name) => `/${name}`)
      .filter((entry) => file.kind(entry) === 'group' && file.attributes(entry)['ORSO_class'] === 'OrsoDataset');
    if (entries.length === 0)
      throw new OperandoError('unknown-format', 'the HDF5 file holds no ORSO data set.', {
        cure: 'Read it with readFile or readNexusSeries.',
      });
    return entries.map((entry) => curveOf(file, entry));
  });
}
