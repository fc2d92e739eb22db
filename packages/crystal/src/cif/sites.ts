import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { CellParameters } from '@operando/lattice';
import type { AtomSite, DisplacementTensor, SiteErrors } from '../structure/structure.js';
import { siteSymmetry } from '../symmetry/site-symmetry.js';
import type { SpaceGroup } from '../symmetry/space-group.js';
import { rowsOf, said } from './blocks.js';
import type { CifBlock, CifRow } from './blocks.js';
import { bOverU, equivalentDisplacement, isPhysical, symmetricTensor, tensorOf } from './displacements.js';
import { siteAtom } from './elements.js';
import { listed, noFindings, told } from './findings.js';
import type { Findings } from './findings.js';
import { numberOf } from './numbers.js';
import type { CifNumber } from './numbers.js';

/** Coordinates that lie this near a place of higher symmetry were rounded: 0.3333 for 1/3. */
const roundedPlace = 5e-4;
/** Occupancies above this are per cent, or mean something else. */
const mostOccupied = 1.2;
/** Mean square displacements of atoms in solids, square angstrom: larger ones are B, smaller ones (zero-point motion) U taken as B. */
const usualDisplacements = [3e-4, 0.3] as const;
const axes = ['x', 'y', 'z'] as const;

interface Context {
  readonly cell: CellParameters;
  readonly group: SpaceGroup;
  readonly tensors: ReadonlyMap<string, CifRow>;
  readonly findings: Findings;
}

/** The isotropic displacement of a row, as U or B; undefined where it has none. */
function isotropic(row: CifRow): CifNumber | undefined {
  const u = numberOf(row.get('_atom_site_u_iso_or_equiv'), '_atom_site_U_iso_or_equiv');
  if (u !== undefined) return u;
  const b = numberOf(row.get('_atom_site_b_iso_or_equiv'), '_atom_site_B_iso_or_equiv');
  if (b === undefined) return undefined;
  return { value: b.value / bOverU, ...(b.stderr !== undefined && { stderr: b.stderr / bOverU }) };
}

/** The displacements of an atom: of its tensor where it has one. */
function displacementOf(
  row: CifRow,
  label: string,
  stabiliser: readonly number[],
  { cell, group, tensors, findings }: Context,
): { uIso: number; uAnisotropic?: DisplacementTensor; stderr?: number } {
  const own = isotropic(row);
  const tensorRow = tensors.get(label) ?? row;
  const given = tensorOf(tensorRow, cell);
  const type = said(row.get('_atom_site_adp_type') ?? row.get('_atom_site_thermal_displace_type'))?.text ?? '';
  if (given === undefined || /^u?iso$/i.test(type)) {
    if (own === undefined) findings.without.push(label);
    else if (own.value <= 0) findings.unphysical.push(label);
    else if (own.value < usualDisplacements[0]) findings.small.push(label);
    else if (own.value > usualDisplacements[1]) findings.large.push(label);
    return { uIso: own?.value ?? 0, ...(own?.stderr !== undefined && { stderr: own.stderr }) };
  }
  const u = symmetricTensor(given, cell, group, stabiliser);
  const size = Math.max(...given.map(Math.abs));
  if (size > 2 * usualDisplacements[1]) findings.large.push(label);
  if (u.some((value, k) => Math.abs(value - given[k]!) > 0.05 * size + 1e-4)) findings.turned.push(label);
  if (!isPhysical(u, cell)) findings.unphysical.push(label);
  return { uIso: equivalentDisplacement(u, cell), uAnisotropic: u };
}

/** One atom; undefined for dummies and those without a place. */
function siteOf(row: CifRow, context: Context): AtomSite | undefined {
  const { group, findings } = context;
  const first = row.values().next().value!;
  const labelToken = said(row.get('_atom_site_label'));
  const type = said(row.get('_atom_site_type_symbol'));
  const label = labelToken?.text ?? type?.text ?? '';
  const numbers = axes.map((axis) => numberOf(row.get(`_atom_site_fract_${axis}`), `_atom_site_fract_${axis}`));
  const dummy = /^dum/i.test(said(row.get('_atom_site_calc_flag'))?.text ?? '');
  if (dummy || numbers.includes(undefined)) {
    findings.skipped.push(label);
    return undefined;
  }
  const { doubtful = false, ...atom } = siteAtom(type, labelToken, first.line);
  if (doubtful) findings.doubtful.push(`${label} as ${atom.element}`);
  const given = numbers.map((number) => number!.value) as [number, number, number];
  if (given.some((value) => Math.abs(value) > 10))
    throw new OperandoError('bad-number', `the atom ${label} lies ${Math.max(...given.map(Math.abs))} cells away.`, {
      where: { line: first.line },
      cure: 'Give coordinates in fractions of the cell edges, not in angstrom.',
    });
  const symmetry = siteSymmetry(group, given, roundedPlace);
  if (given.some((value, k) => Math.abs(value - symmetry.position[k]!) > 1e-9))
    findings.moved.push(`${label} to ${symmetry.position.map((value) => Number(value.toFixed(6))).join(' ')}`);
  const occupancy = numberOf(row.get('_atom_site_occupancy'), '_atom_site_occupancy') ?? { value: 1 };
  // A little above 1 is what refinements end with.
  if (!(occupancy.value >= 0 && occupancy.value <= mostOccupied))
    throw new OperandoError('bad-number', `the atom ${label} has an occupancy of ${occupancy.value}.`, {
      where: { line: row.get('_atom_site_occupancy')!.line },
      cure: 'Give the part of the places that are taken, 0 to 1.',
    });
  const { stderr: uError, ...displacement } = displacementOf(row, label, symmetry.stabiliser, context);
  const errors: Record<string, number> = {};
  numbers.forEach((number, k) => number!.stderr !== undefined && (errors[axes[k]!] = number!.stderr));
  if ('stderr' in occupancy && occupancy.stderr !== undefined) errors['occupancy'] = occupancy.stderr;
  if (uError !== undefined) errors['uIso'] = uError;
  return {
    label,
    ...atom,
    position: symmetry.position,
    occupancy: occupancy.value,
    ...displacement,
    multiplicity: symmetry.multiplicity,
    ...(Object.keys(errors).length > 0 && { stderr: errors satisfies SiteErrors }),
  };
}

/**
 * The atoms of a block.
 *
 * @throws OperandoError `column-missing` without a table of atoms, `malformed-file` and `bad-number` with the line.
 */
export function cifSites(
  block: CifBlock,
  cell: CellParameters,
  group: SpaceGroup,
): { sites: AtomSite[]; line: number; warnings: OperandoWarning[] } {
  const loop = block.loops.find(({ tags }) => tags.includes('_atom_site_fract_x'));
  if (loop === undefined)
    throw new OperandoError(
      'column-missing',
      `the block ${JSON.stringify(block.name.slice(0, 40))} has no atoms (_atom_site_fract_x).`,
      {
        where: { line: block.line },
        cure: 'Give a CIF of a structure, with atoms in fractional coordinates.',
      },
    );
  const tensors = new Map<string, CifRow>();
  for (const table of block.loops)
    if (table !== loop && table.tags.includes('_atom_site_aniso_label'))
      for (const row of rowsOf(table)) tensors.set(row.get('_atom_site_aniso_label')!.text, row);
  const findings = noFindings();
  const context: Context = { cell, group, tensors, findings };
  const sites = rowsOf(loop).flatMap((row) => siteOf(row, context) ?? []);
  if (sites.length === 0)
    throw new OperandoError('column-missing', 'no atom of the file has coordinates.', {
      where: { line: loop.line },
      cure: 'Give a CIF of a structure, with atoms in fractional coordinates.',
    });
  const known = new Set([...sites.map(({ label }) => label), ...findings.skipped]);
  const strange = [...tensors.keys()].filter((label) => !known.has(label));
  const warnings = told(findings, loop.line);
  if (strange.length > 0)
    warnings.push({
      code: 'displacement-assumed',
      message: `Anisotropic displacements of atoms that the table of atoms does not have were left out: ${listed(strange)}.`,
      where: { line: loop.line },
    });
  return { sites, line: loop.line, warnings };
}
