import { Gzip, strToU8 } from 'fflate';
import { exactNumber, OperandoError } from '@operando/core';

/** A spectrum as a group of an Athena project. */
export interface AthenaSpectrum {
  /** What the user sees; groups of one label are one to some readers. */
  readonly label: string;
  /** Increasing, eV. */
  readonly energy: ArrayLike<number>;
  /** Absorption, one value for each energy. */
  readonly mu: ArrayLike<number>;
  /** The spectrum is normalized. @default false */
  readonly normalized?: boolean | undefined;
  /** Athena's parameters beside those that every group has: `bkg_e0`, `bkg_z`, ... */
  readonly args?: Readonly<Record<string, string | number>> | undefined;
}

/** Options of {@link athenaPieces}. */
export interface AthenaOptions {
  /** Lines of the project's journal. */
  readonly journal?: readonly string[] | undefined;
  /** When the project was made, as its header says it: ISO 8601. @default now */
  readonly created?: string | undefined;
}

/** What every group has, as Athena has it for data that it has not seen before. */
const usualArgs: Readonly<Record<string, string | number>> = {
  annotation: '',
  bft_dr: '0.0',
  bft_rmax: '3',
  bft_rmin: '1',
  bft_rwindow: 'hanning',
  bkg_algorithm: 'autobk',
  bkg_clamp1: 0,
  bkg_clamp2: 24,
  bkg_dk: 1,
  bkg_eshift: 0,
  bkg_fixstep: 0,
  bkg_flatten: 1,
  bkg_fnorm: 0,
  bkg_kw: 2,
  bkg_kwindow: 'hanning',
  bkg_nclamp: 5,
  bkg_rbkg: '1.0',
  bkg_stan: 'None',
  datatype: 'xmu',
  fft_dk: 1,
  fft_edge: 'k',
  fft_kwindow: 'hanning',
  fft_pc: 0,
  frozen: 0,
  importance: 1,
  is_fit: 0,
  is_kev: 0,
  is_xmu: 1,
  marked: 0,
  multiplier: 1,
  plot_scale: 1,
  plot_yoffset: 0,
};

/** Text that Perl and Python read alike in single quotes, on one line. */
function plainText(text: string): string {
  // Readers pass over lines with this word: it is how Perl writes what is missing.
  const safe = text.replaceAll(/[^\x20-\x7e]|['\\"]/g, '_').replaceAll('undef', 'un_def');
  return `'${safe}'`;
}

const literal = (value: string | number): string => (typeof value === 'number' ? String(value) : plainText(value));

/** The name of a group: five letters, another for each. */
function tagOf(index: number): string {
  let rest = index;
  let tag = '';
  for (let k = 0; k < 5; k++) {
    tag = String.fromCharCode(97 + (rest % 26)) + tag;
    rest = Math.floor(rest / 26);
  }
  return tag;
}

const numbers = (name: string, values: ArrayLike<number>): string =>
  `@${name} = (${Array.from(values, (value) => `'${exactNumber(value)}'`).join(',')});\n`;

function groupText({ label, energy, mu, normalized = false, args = {} }: AthenaSpectrum, index: number): string {
  const n = energy.length;
  if (n !== mu.length || n < 2)
    throw new OperandoError('shape-mismatch', `${label} has ${n} energies and ${mu.length} values.`);
  for (let i = 0; i < n; i++)
    if (!Number.isFinite(energy[i]!) || !Number.isFinite(mu[i]!))
      throw new OperandoError('non-finite', `${label} has no number at point ${i}, and Athena has no sign for that.`, {
        cure: 'Leave such points out.',
      });
  const tag = tagOf(index);
  const all = {
    ...usualArgs,
    is_nor: normalized ? 1 : 0,
    npts: n,
    xmin: energy[0]!,
    xmax: energy[n - 1]!,
    tag,
    datagroup: tag,
    ...args,
    label,
  };
  const pairs = Object.entries(all).map(([name, value]) => `${plainText(name)},${literal(value)}`);
  return `$old_group = '${tag}';\n@args = (${pairs.join(',')});\n${numbers('x', energy)}${numbers('y', mu)}[record]   #\n\n`;
}

/**
 * An Athena project (`.prj`), packed by gzip, piece by piece: as Demeter writes it, so that Athena, Larch and `parseAthenaProject` give
 * the arrays back to the last bit.
 *
 * @throws OperandoError `shape-mismatch`, `non-finite` for a spectrum with gaps; `too-few-points` for none.
 */
export async function* athenaPieces(
  spectra: Iterable<AthenaSpectrum> | AsyncIterable<AthenaSpectrum>,
  { journal = [], created = new Date().toISOString().slice(0, 19) }: AthenaOptions = {},
): AsyncGenerator<Uint8Array, void> {
  let packed: Uint8Array[] = [];
  const gzip = new Gzip({ level: 6, mtime: 0 }, (piece) => void packed.push(piece));
  const push = (text: string, isLast = false): Uint8Array[] => {
    gzip.push(strToU8(text), isLast);
    const ready = packed;
    packed = [];
    return ready;
  };
  yield* push(
    `# Athena project file -- Demeter version 0.9.26\n# This file created at ${created}\n# Written by operando\n\n`,
  );
  let count = 0;
  for await (const spectrum of spectra) yield* push(groupText(spectrum, count++));
  if (count === 0) throw new OperandoError('too-few-points', 'there are no spectra to write.');
  const lines = ['Written by operando', ...journal].map(plainText).join(',');
  yield* push(`@journal = (${lines});\n\n\n1;\n\n\n# Local Variables:\n# truncate-lines: t\n# End:\n`, true);
}
