import { OperandoError } from '@operando/core';
import { constants, isotopes } from '@operando/tables';
import type { StoppingTable } from './stopping-table.js';
import { checkStoppingTable } from './stopping-table.js';

/** A stopping and range table of SRIM's SR module. */
export interface SrimTable extends StoppingTable {
  /** keV, increasing. */
  readonly energy: Float64Array;
  /** Electronic stopping power, MeV cm2/g, one for each energy. */
  readonly electronic: Float64Array;
  /** Nuclear stopping power, MeV cm2/g, one for each energy. */
  readonly nuclear: Float64Array;
  /** Mass of the ion in u, as written. */
  readonly ionMass: number;
  /** Target density in g/cm3, when the file states it. */
  readonly density?: number;
  /** Composition of the target by atomic percent, when the file states it. */
  readonly composition?: Readonly<Record<string, number>>;
  /** Projected range, um, one for each energy. */
  readonly range: Float64Array;
  /** Along the way, um, one for each energy. */
  readonly longitudinalStraggling: Float64Array;
  /** Across the way, um, one for each energy. */
  readonly lateralStraggling: Float64Array;
  /** Unit of the two columns of stopping power, as written. */
  readonly unit: string;
}

const energyUnits: Readonly<Record<string, number>> = { eV: 1e-3, keV: 1, MeV: 1e3, GeV: 1e6 };
const lengthUnits: Readonly<Record<string, number>> = { A: 1e-4, nm: 1e-3, um: 1, mm: 1e3, cm: 1e4, m: 1e6, km: 1e9 };
const ionsKnown = ['1H', '2H', '3H', '3He', '4He', '7Li'];
const longestText = 5_000_000;

/** Number with a point or a decimal comma. */
function numberOf(token: string): number {
  return Number(token.replace(',', '.'));
}

/** Nuclide by charge and mass as SRIM writes them; the mass of one ion varies by a hundredth. */
function nuclide(charge: number, mass: number): string {
  const found = ionsKnown.find(
    (name) => isotopes[name]!.number === charge && Math.abs(isotopes[name]!.mass - mass) < 0.05,
  );
  return found ?? `Z=${charge},A=${mass.toFixed(2)}`;
}

/** Factor to MeV cm2/g of each unit SRIM offers; those per length need the density, those per atom the mean atomic mass. */
function stoppingFactor(unit: string, density: number | undefined, atomMass: number | undefined): number | undefined {
  const name = unit.toLowerCase().replaceAll(/\s+/g, '');
  if (name.startsWith('mev/(mg/cm2)')) return 1000;
  if (name.startsWith('kev/(ug/cm2)')) return 1000;
  if (name.startsWith('kev/(mg/cm2)')) return 1;
  const perLength: Readonly<Record<string, number>> = { 'ev/angstrom': 100, 'kev/micron': 10, 'mev/mm': 10 };
  for (const [start, factor] of Object.entries(perLength))
    if (name.startsWith(start)) return density === undefined ? undefined : factor / density;
  if (name.startsWith('ev/(1e15atoms/cm2)'))
    return atomMass === undefined ? undefined : (1e-21 * constants.avogadro) / atomMass;
  return undefined;
}

interface Header {
  ion?: string;
  mass?: number;
  density?: number;
  unit?: string;
  atomMass?: number;
  readonly composition: Record<string, number>;
}

function readHeaderLine(line: string, header: Header): void {
  const found = /Ion\s*=\s*\S+\s*\[(\d+)\]\s*,\s*Mass\s*=\s*([\d.,]+)\s*amu/i.exec(line);
  if (found !== null) {
    header.mass = numberOf(found[2]!);
    header.ion = nuclide(Number(found[1]), header.mass);
  }
  const density = /Density\s*=\s*([\d.,E+-]+)\s*g\/cm3(?:\s*=\s*([\d.,E+-]+)\s*atoms\/cm3)?/i.exec(line);
  if (density !== null) {
    header.density = numberOf(density[1]!);
    if (density[2] !== undefined) header.atomMass = (header.density * constants.avogadro) / numberOf(density[2]);
  }
  const unit = /Stopping Units\s*=\s*(.+?)\s*$/i.exec(line);
  if (unit !== null) header.unit = unit[1]!;
  const element = /^\s*([A-Z][a-z]?)\s+(\d+)\s+([\d.,]+)\s+([\d.,]+)\s*$/.exec(line);
  if (element !== null) header.composition[element[1]!] = numberOf(element[3]!);
}

/** What a file of SRIM without header cannot say. */
export interface SrimOptions {
  /** The particle. @default that of the header */
  readonly ion?: string | undefined;
  /** g/cm3. */
  readonly density?: number | undefined;
  /** Of the columns of stopping power, as SRIM writes it. */
  readonly unit?: string | undefined;
}

/**
 * Read a table of SRIM's SR module ("stopping/range"), in its real variants: LF,
 * CRLF, decimal commas, header before or after the table or missing, month names
 * and symbols in any code page. Stopping powers become MeV cm2/g, ranges um.
 *
 * @throws OperandoError `malformed-file` without rows, `bad-number` for a row that cannot be read (with its line), `unsupported` for a unit that cannot be converted, `too-large` beyond 5 MB.
 */
export function importSrimTable(text: string, options: SrimOptions = {}): SrimTable {
  if (text.length > longestText)
    throw new OperandoError('too-large', `the table has ${text.length} characters.`, {
      cure: 'A SRIM table has some ten thousand.',
    });
  const header: Header = { composition: {} };
  const rows: number[][] = [];
  for (const [i, line] of text.split(/\r\n|\r|\n/).entries()) {
    const tokens = line.trim().split(/\s+/);
    if (tokens.length !== 10 || energyUnits[tokens[1]!] === undefined) {
      readHeaderLine(line, header);
      continue;
    }
    const lengths = [5, 7, 9].map((k) => lengthUnits[tokens[k]!]);
    const row = [
      numberOf(tokens[0]!) * energyUnits[tokens[1]!]!,
      numberOf(tokens[2]!),
      numberOf(tokens[3]!),
      ...[4, 6, 8].map((k, n) => numberOf(tokens[k]!) * (lengths[n] ?? Number.NaN)),
    ];
    if (!row.every(Number.isFinite)) {
      throw new OperandoError('bad-number', `the row "${line.trim()}" cannot be read.`, {
        where: { line: i + 1 },
        cure: 'A row has energy, two stopping powers, range and two stragglings, each length with its unit.',
      });
    }
    rows.push(row);
  }
  if (rows.length < 2)
    throw new OperandoError('malformed-file', 'there are no rows of a SRIM table.', {
      cure: 'Give the text of a stopping/range table of the SR module.',
    });
  const ionName = options.ion ?? header.ion;
  const density = options.density ?? header.density;
  const unit = options.unit ?? header.unit ?? 'MeV / (mg/cm2)';
  if (ionName === undefined)
    throw new OperandoError('malformed-file', 'the table does not name its ion.', {
      where: { parameter: 'ion' },
      cure: "Say which ion it is for: { ion: '3H' }.",
    });
  const factor = stoppingFactor(unit, density, header.atomMass);
  if (factor === undefined) {
    throw new OperandoError('unsupported', `stopping powers in ${unit} cannot be converted.`, {
      where: { parameter: 'unit' },
      cure: 'Units per length need the density, those per atom the atoms/cm3; L.S.S. reduced units cannot be used.',
    });
  }
  const column = (k: number, scale = 1): Float64Array => Float64Array.from(rows, (row) => row[k]! * scale);
  const table: SrimTable = {
    ion: ionName,
    ionMass: header.mass ?? Number.NaN,
    energy: column(0),
    electronic: column(1, factor),
    nuclear: column(2, factor),
    range: column(3),
    longitudinalStraggling: column(4),
    lateralStraggling: column(5),
    ...(density === undefined ? {} : { density }),
    ...(Object.keys(header.composition).length === 0 ? {} : { composition: header.composition }),
    unit,
    source: 'SRIM',
  };
  checkStoppingTable(table);
  return table;
}
