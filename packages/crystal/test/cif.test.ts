import { codeOf } from '@operando/fixtures';
import { isOperandoError } from '@operando/core';
import { describe, expect, it } from 'vitest';
import { parseCif, reflections, structureFactors } from '../src/index.js';
import type { CrystalStructure } from '../src/index.js';
import { referenceCif, referenceStructures } from './crystals.js';

const codes = ({ warnings }: CrystalStructure): string[] => warnings.map(({ code }) => code);

/** The error of a text: code, line, message. */
function errorOf(text: string, options = {}): { code: string; line: number | undefined; message: string } {
  try {
    parseCif(text, options);
  } catch (error) {
    if (isOperandoError(error)) return { code: error.code, line: error.where.line, message: error.message };
    throw error;
  }
  throw new Error('no error');
}

const cell = (a: number | string, b = a, c = a, angles = [90, 90, 90]): string =>
  `_cell_length_a ${a}\n_cell_length_b ${b}\n_cell_length_c ${c}\n_cell_angle_alpha ${angles[0]}\n_cell_angle_beta ${angles[1]}\n_cell_angle_gamma ${angles[2]}\n`;
const columns = ['label', 'fract_x', 'fract_y', 'fract_z', 'U_iso_or_equiv'];
const atoms = (rows: string, tags = columns): string =>
  `loop_\n${tags.map((tag) => `_atom_site_${tag}`).join('\n')}\n${rows}\n`;
const cif = (symmetry: string, rows: string, edges = cell(5), tags = columns): string =>
  `data_test\n${edges}${symmetry}\n${atoms(rows, tags)}`;

describe('CIF of model structures', () => {
  it.each(referenceStructures.map((one) => [one.name, one.cif] as const))('%s has nothing to tell', (_, text) => {
    expect(parseCif(text).warnings).toEqual([]);
  });

  it('in other spellings is the same structure', () => {
    const plain = referenceCif('LiFePO4');
    const same = parseCif(plain);
    const dotted = plain.replaceAll(/_(atom_site_aniso|atom_site|space_group_symop|cell|symmetry)_/g, '_$1.');
    const spellings = {
      crlf: plain.replaceAll('\n', '\r\n'),
      mac: plain.replaceAll('\n', '\r'),
      mark: `\uFEFF${plain}`,
      capitals: plain
        .replaceAll(/^(data|loop)_/gm, (word) => word.toUpperCase())
        .replaceAll('_cell_length', '_CELL_Length'),
      old: plain.replaceAll('_space_group_symop_operation_xyz', '_symmetry_equiv_pos_as_xyz'),
      dotted,
      tabs: plain.replaceAll(' ', '\t').replaceAll(/'([^']*)'/g, (word) => word.replaceAll('\t', ' ')),
      comments: plain.replaceAll('\nloop_', ' # a table follows\n\n# here\nloop_'),
      folded: plain.replaceAll(/(?<=Uiso )/g, '\n'),
    };
    for (const [name, text] of Object.entries(spellings)) expect([name, parseCif(text)]).toEqual([name, same]);
  });

  it('with a symbol of an open origin takes its operations, which say where it is', () => {
    const text = referenceCif('CuCr2O4');
    expect(text).toContain("'F d d d'");
    expect(parseCif(text).spaceGroup.hermannMauguin).toBe('F d d d:2');
    const bare = text.replace(/loop_\n_space_group_symop[^]*?(?=loop_)/, '');
    expect(parseCif(bare).spaceGroup.hermannMauguin).toBe('F d d d:2');
    const symbolAlone = bare.replace(/_space_group_name_Hall.*\n/, '');
    expect(errorOf(symbolAlone)).toMatchObject({ code: 'malformed-file', line: 3 });
    expect(errorOf(symbolAlone).message).toContain('F d d d:1 or F d d d:2');
    const chosen = parseCif(symbolAlone, { spaceGroup: 'F d d d:2' });
    const list = reflections(chosen, { dMin: 1 });
    const own = structureFactors(parseCif(text), list, { radiation: 'x-ray' }).f2;
    structureFactors(chosen, list, { radiation: 'x-ray' }).f2.forEach((value, n) =>
      expect(value).toBeCloseTo(own[n]!, 6),
    );
  });
});

describe('symmetry of a CIF', () => {
  const na = 'Na1 0 0 0 0.01\nCl1 0.5 0.5 0.5 0.01';
  const operations = (list: string): string => `loop_\n_symmetry_equiv_pos_as_xyz\n${list}`;

  it('is that of the operations, and a symbol that says otherwise is told', () => {
    const structure = parseCif(
      cif(`_symmetry_space_group_name_H-M 'P m -3 m'\n${operations("'x,y,z'\n'-x,-y,-z'")}`, na),
    );
    expect(structure.spaceGroup.hermannMauguin).toBe('P -1');
    expect(codes(structure)).toEqual(['symmetry-conflict']);
    expect(structure.warnings[0]!.where).toEqual({ line: 8 });
    const number = parseCif(cif(`_space_group_IT_number 225\n${operations("'x,y,z'")}`, na));
    expect(codes(number)).toEqual(['symmetry-conflict']);
    const hall = parseCif(cif(`_space_group_name_Hall '-P 4 2 3'\n${operations("'x,y,z'")}`, na));
    expect(codes(hall)).toEqual(['symmetry-conflict']);
  });

  it('may be written without quotes, with numbers, one or several on a line', () => {
    for (const list of [
      'x,y,z\n-x,-y,-z',
      'x, y, z\n-x, -y, -z',
      '1 x, y, z\n2 -x, -y, -z',
      "'x, y, z' '-X,-Y,-Z'",
      "'+x,+y,+z'\n'-x+1,-y,-z'",
    ])
      expect(parseCif(cif(operations(list), na)).spaceGroup.hermannMauguin).toBe('P -1');
    const numbered = `loop_\n_space_group_symop_id\n_space_group_symop_operation_xyz\n1 x,y,z\n2 '-x, -y, -z'`;
    expect(parseCif(cif(numbered, na)).spaceGroup.hermannMauguin).toBe('P -1');
    const loose = `loop_\n_space_group_symop_id\n_space_group_symop_operation_xyz\n1 x, y, z\n2 -x, -y, -z`;
    expect(parseCif(cif(loose, na)).spaceGroup.hermannMauguin).toBe('P -1');
    expect(parseCif(cif("_symmetry_equiv_pos_as_xyz 'x,y,z'", na)).spaceGroup.hermannMauguin).toBe('P 1');
  });

  it('of a Hermann-Mauguin symbol alone is read where it is clear', () => {
    const of = (symbol: string, edges = cell(5)): CrystalStructure => parseCif(cif(symbol, na, edges));
    expect(of('_symmetry_space_group_name_H-M Fm-3m').spaceGroup.order).toBe(192);
    expect(of('_symmetry_space_group_name_H-M F m -3 m').spaceGroup.order).toBe(192);
    const old = of("_symmetry_space_group_name_H-M 'F m 3 m'");
    expect([old.spaceGroup.order, codes(old)]).toEqual([192, ['setting-assumed']]);
    const hexagonal = of("_space_group_name_H-M_alt 'R -3 m'", cell(3, 3, 14, [90, 90, 120]));
    expect([hexagonal.spaceGroup.hermannMauguin, codes(hexagonal)]).toEqual(['R -3 m:H', ['setting-assumed']]);
    const own = of("_space_group_name_H-M_alt 'R -3 m'", cell(5, 5, 5, [60, 60, 60]));
    expect([own.spaceGroup.hermannMauguin, own.spaceGroup.system]).toEqual(['R -3 m:R', 'trigonal']);
    const coded = of("_space_group_name_H-M_alt 'F d -3 m'\n_space_group_IT_coordinate_system_code 2");
    expect(coded.spaceGroup.hermannMauguin).toBe('F d -3 m:2');
    const number = of('_space_group_IT_number 225');
    expect([number.spaceGroup.hermannMauguin, codes(number)]).toEqual(['F m -3 m', ['setting-assumed']]);
  });

  it('that is none is refused with its line', () => {
    expect(errorOf(cif('', na))).toMatchObject({ code: 'column-missing' });
    expect(errorOf(cif("_symmetry_space_group_name_H-M 'Q 3'", na))).toMatchObject({ code: 'malformed-file', line: 8 });
    expect(errorOf(cif('_space_group_IT_number 227', na))).toMatchObject({ code: 'malformed-file', line: 8 });
    expect(errorOf(cif(operations("'x,y,z'\n'x,y,1/2'"), na))).toMatchObject({ code: 'malformed-file', line: 11 });
    const open = errorOf(cif(operations("'x,y,z'\n'-y,x,z'"), na));
    expect(open).toMatchObject({ code: 'malformed-file', line: 10 });
    expect(open.message).toContain('-x,-y,z, which is not among them');
    expect(errorOf(cif(operations("'x1,x2,x3,x4'"), na))).toMatchObject({ code: 'malformed-file', line: 10 });
  });

  it('must be one that the cell can have', () => {
    const tetragonal = "_symmetry_space_group_name_H-M 'P 4/m m m'";
    expect(errorOf(cif(tetragonal, na, cell(5, 5.1, 6)))).toMatchObject({ code: 'malformed-file', line: 2 });
    expect(errorOf(cif("_space_group_name_H-M_alt 'R -3 m :H'", na, cell(5, 5, 5, [60, 60, 60])))).toMatchObject({
      code: 'malformed-file',
    });
    const near = parseCif(cif(tetragonal, na, cell(5, 5.0002, 6)));
    expect(near.cell.a).toBe(near.cell.b);
    expect(codes(near)).toEqual(['cell-assumed']);
  });
});

describe('numbers of a CIF', () => {
  it('have their errors in brackets', () => {
    const text = cif(
      "_symmetry_space_group_name_H-M 'P 1'",
      'Fe1 0.2815(12) 1234(5)E-4 .25(3) 0.0100(4) 0.97(2)',
      cell('8.1203(15)', '9.0', '10'),
      [...columns, 'occupancy'],
    );
    const { cellErrors, sites } = parseCif(text);
    expect(cellErrors).toEqual({ a: 0.0015 });
    expect(sites[0]!.position).toEqual([0.2815, 0.1234, 0.25]);
    expect(sites[0]!.stderr).toEqual({ x: 0.0012, y: 0.0005, z: 0.03, occupancy: 0.02, uIso: 0.0004 });
  });

  it('are taken for nothing else', () => {
    const p1 = "_symmetry_space_group_name_H-M 'P 1'";
    for (const bad of ['0,25', '0.2.5', 'x', '1e999', '0.25(', '--1', '1/0'])
      expect([bad, errorOf(cif(p1, `Fe1 ${bad} 0 0 0.01`))]).toMatchObject([bad, { code: 'bad-number', line: 15 }]);
    expect(errorOf(cif(p1, 'Fe1 0,25 0 0 0.01')).message).toContain('decimal points');
    expect(errorOf(cif(p1, 'Fe1 12.5 0 0 0.01')).message).toContain('fractions');
    expect(errorOf(cif(p1, 'Fe1 0 0 0 0', cell('0.543')))).toMatchObject({ code: 'bad-number', line: 2 });
    expect(errorOf(cif(p1, 'Fe1 0 0 0 0', cell('5.43 nm')))).toMatchObject({ code: 'bad-number', line: 2 });
    expect(errorOf(cif(p1, 'Fe1 0 0 0 0', cell(5, 5, 5, [30, 30, 170])))).toMatchObject({ code: 'bad-number' });
    expect(errorOf(cif(p1, 'Fe1 0 0 0 0 -0.1', cell(5), [...columns, 'occupancy']))).toMatchObject({
      code: 'bad-number',
    });
  });
});

describe('atoms of a CIF', () => {
  const p1 = "_symmetry_space_group_name_H-M 'P 1'";

  it('rounded off special positions are moved there, and told', () => {
    const text = cif(
      "_space_group_name_H-M_alt 'P 63/m m c'",
      'Co1 0.3333 0.6667 0.25 0.01',
      cell(3, 3, 5, [90, 90, 120]),
    );
    const structure = parseCif(text);
    structure.sites[0]!.position.forEach((x, k) => expect(x).toBeCloseTo([1 / 3, 2 / 3, 0.25][k]!, 12));
    expect(structure.sites[0]!.multiplicity).toBe(2);
    expect(codes(structure)).toEqual(['site-moved']);
    const coarse = parseCif(text.replace('0.3333 0.6667', '0.33 0.67'));
    expect(codes(coarse)).toEqual(['place-crowded']);
  });

  it.each([
    ['Cu2+', 'Cu', undefined, 2],
    ['O2-', 'O', undefined, -2],
    ['O-2', 'O', undefined, -2],
    ['NI', 'Ni', undefined, undefined],
    ['Fe3+', 'Fe', undefined, 3],
    ['Li+', 'Li', undefined, 1],
    ['Li0+', 'Li', undefined, undefined],
    ['D', 'H', '2H', undefined],
    ['7Li', 'Li', '7Li', undefined],
    ['MN4+', 'Mn', undefined, 4],
  ])('of type %s', (type, element, nuclide, charge) => {
    const [site] = parseCif(cif(p1, `${type} A1 0 0 0 0.01`, cell(5), ['type_symbol', ...columns])).sites;
    expect(site).toMatchObject({ element, ...(nuclide && { nuclide }), ...(charge && { charge }) });
    expect([site!.nuclide, site!.charge]).toEqual([nuclide, charge]);
  });

  it.each([
    ['Fe1', 'Fe', []],
    ['O1A', 'O', []],
    ['Ni', 'Ni', []],
    ['O', 'O', []],
    ['CA1', 'Ca', ['element-from-label']],
    ['OW1', 'O', ['element-from-label']],
    ['Lix', 'Li', ['element-from-label']],
  ])('labelled %s without a type', (label, element, told) => {
    const structure = parseCif(cif(p1, `${label} 0 0 0 0.01`));
    expect([structure.sites[0]!.element, codes(structure)]).toEqual([element, told]);
  });

  it('that are no elements are refused', () => {
    for (const type of ['Wat', 'X', 'M1+', 'Fe3+2', '900Li'])
      expect([type, errorOf(cif(p1, `${type} A1 0 0 0 0.01`, cell(5), ['type_symbol', ...columns]))]).toMatchObject([
        type,
        { code: 'malformed-file', line: 16 },
      ]);
    expect(errorOf(cif(p1, 'Q1 0 0 0 0.01'))).toMatchObject({ code: 'malformed-file', line: 15 });
  });

  it('without places, occupancies or displacements are told or take what is usual', () => {
    const structure = parseCif(cif(p1, 'Fe1 0 0 0 .\nH1 ? ? ? 0.02', cell(5)));
    expect(structure.sites.map(({ label, occupancy, uIso }) => [label, occupancy, uIso])).toEqual([['Fe1', 1, 0]]);
    expect(codes(structure)).toEqual(['displacement-assumed', 'atoms-left-out']);
    expect(codes(parseCif(cif(p1, 'Fe1 0 0 0 -0.004')))).toEqual(['displacement-unphysical']);
    const twice = parseCif(cif(p1, 'Fe1 0 0 0 0.01\nMn1 0.01 0 0 0.01'));
    expect(codes(twice)).toEqual(['place-crowded']);
    expect(twice.warnings[0]!.message).toContain('Fe1 + Mn1 (2 atoms)');
  });

  it('that do not make up the formula are told, with the cause where it is seen', () => {
    const formula = "_chemical_formula_sum 'Na Cl'\n_symmetry_space_group_name_H-M 'F m -3 m'";
    const tags = [...columns, 'occupancy'];
    expect(codes(parseCif(cif(formula, 'Na1 0 0 0 0.01 1\nCl1 0.5 0.5 0.5 0.01 1', cell(5.6), tags)))).toEqual([]);
    const half = parseCif(cif(formula, 'Na1 0 0 0 0.01 0.5\nCl1 0.5 0.5 0.5 0.01 1', cell(5.6), tags));
    expect(codes(half)).toEqual(['formula-differs']);
    const shelx = parseCif(
      cif(
        "_chemical_formula_sum 'Ca F2'\n_symmetry_space_group_name_H-M 'F m -3 m'",
        'Ca1 0 0 0 0.01 0.0208333\nF1 0.25 0.25 0.25 0.01 0.0416667',
        cell(5.6),
        tags,
      ),
    );
    expect(codes(shelx)).toEqual(['formula-differs']);
    expect(shelx.warnings[0]!.message).toContain('multiply them');
  });

  it('of another number than the file says formula units make are told', () => {
    const sodium = (z: number, group: string): CrystalStructure =>
      parseCif(
        cif(
          `_chemical_formula_sum 'Na Cl'\n_cell_formula_units_Z ${z}\n_symmetry_space_group_name_H-M '${group}'`,
          'Na1 0 0 0 0.01\nCl1 0.5 0.5 0.5 0.01',
          cell(5.64),
        ),
      );
    expect(codes(sodium(4, 'F m -3 m'))).toEqual([]);
    // Its centring is lost.
    expect(codes(sodium(4, 'P m -3 m'))).toEqual(['formula-differs']);
    expect(sodium(4, 'P m -3 m').warnings[0]!.message).toContain('make 1 formula units, the file says 4');
  });

  it('with numbers of another unit or meaning are refused or told', () => {
    const tags = [...columns, 'occupancy'];
    for (const occupancy of ['100', '1.5', '11.0'])
      expect(errorOf(cif(p1, `Fe1 0 0 0 0.01 ${occupancy}`, cell(5), tags))).toMatchObject({
        code: 'bad-number',
        line: 16,
      });
    expect(codes(parseCif(cif(p1, 'Fe1 0 0 0 0.01 1.03', cell(5), tags)))).toEqual(['place-crowded']);
    // B in the column of U: 0.5 and 1.2 square angstrom; U in that of B.
    const large = parseCif(cif(p1, 'Fe1 0 0 0 0.5\nO1 0.5 0.5 0.5 1.2'));
    expect(large.warnings.map(({ code, message }) => [code, message.includes('Fe1, O1')])).toEqual([
      ['displacement-unphysical', true],
    ]);
    const small = columns.map((tag) => (tag === 'U_iso_or_equiv' ? 'B_iso_or_equiv' : tag));
    expect(codes(parseCif(cif(p1, 'Fe1 0 0 0 0.005', cell(5), small)))).toEqual(['displacement-unphysical']);
    // Picometre.
    expect(codes(parseCif(cif(p1, 'Fe1 0 0 0 0.01', cell(286))))).toEqual(['cell-doubtful']);
  });

  it('that are water or vacancies by their labels are refused', () => {
    for (const label of ['Wat1', 'HOH2', 'Vac1', 'VA1'])
      expect([label, errorOf(cif(p1, `${label} 0 0 0 0.01`)).code]).toEqual([label, 'malformed-file']);
    expect(parseCif(cif(p1, 'V1 0 0 0 0.01')).sites[0]!.element).toBe('V');
  });

  it('that have displacements, but no place, are told', () => {
    const tags = ['11', '22', '33'].map((suffix) => `_atom_site_aniso_U_${suffix}`).join('\n');
    const text = `${cif(p1, 'Fe1 0 0 0 0.01')}loop_\n_atom_site_aniso_label\n${tags}\nFe2 0.01 0.01 0.01\n`;
    const { warnings } = parseCif(text);
    expect(warnings.map(({ code, message }) => [code, message.includes('Fe2')])).toEqual([
      ['displacement-assumed', true],
    ]);
  });

  it('displaced as B, beta and U alike are alike', () => {
    const of = (kind: string, numbers: readonly number[], iso: string): CrystalStructure['sites'][number] => {
      const tags = ['11', '22', '33', '12', '13', '23'].map((suffix) => `_atom_site_aniso_${kind}_${suffix}`);
      const table = `loop_\n_atom_site_aniso_label\n${tags.join('\n')}\nFe1 ${numbers.join(' ')}\n`;
      const text = cif(`_symmetry_space_group_name_H-M 'P -1'`, `Fe1 0 0 0 ${iso}`, cell(5, 6, 7, [80, 95, 105]));
      return parseCif(text + table).sites[0]!;
    };
    const u = [0.01, 0.02, 0.015, 0.001, -0.002, 0.003];
    const byU = of('U', u, '0.5');
    expect(byU.uAnisotropic).toEqual([0.01, 0.02, 0.015, 0.003, -0.002, 0.001]);
    const eight = 8 * Math.PI ** 2;
    const byB = of(
      'B',
      u.map((value) => value * eight),
      '?',
    );
    // beta_ij = 2 pi^2 a*_i a*_j U_ij with reciprocal edges from the formulas of the triclinic cell.
    const [ca, cb, cg] = [80, 95, 105].map((angle) => Math.cos((angle * Math.PI) / 180)) as [number, number, number];
    const v = Math.sqrt(1 - ca * ca - cb * cb - cg * cg + 2 * ca * cb * cg);
    const edges = [
      Math.sqrt(1 - ca * ca) / (5 * v),
      Math.sqrt(1 - cb * cb) / (6 * v),
      Math.sqrt(1 - cg * cg) / (7 * v),
    ];
    const pairs = [
      [0, 0],
      [1, 1],
      [2, 2],
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const;
    const byBeta = of(
      'beta',
      u.map((value, k) => value * 2 * Math.PI ** 2 * edges[pairs[k]![0]]! * edges[pairs[k]![1]]!),
      '?',
    );
    for (const other of [byB, byBeta]) {
      other.uAnisotropic!.forEach((value, k) => expect(value).toBeCloseTo(byU.uAnisotropic![k]!, 12));
      expect(other.uIso).toBeCloseTo(byU.uIso, 12);
    }
  });

  it('displaced equally in all directions have the same equivalent', () => {
    // U of a sphere in a hexagonal cell has U12 = U11 / 2, since its axes include 120 degrees.
    const table = `loop_\n_atom_site_aniso_label\n_atom_site_aniso_U_11\n_atom_site_aniso_U_22\n_atom_site_aniso_U_33\n_atom_site_aniso_U_12\n_atom_site_aniso_U_13\n_atom_site_aniso_U_23\nCo1 0.01 0.01 0.01 0.005 0 0\n`;
    const text = cif("_space_group_name_H-M_alt 'P 63/m m c'", 'Co1 0 0 0 0.01', cell(3, 3, 5, [90, 90, 120]));
    const structure = parseCif(text + table);
    expect(structure.sites[0]!.uIso).toBeCloseTo(0.01, 12);
    expect(codes(structure)).toEqual([]);
    const skewed = parseCif(text + table.replace('0.01 0.01 0.01 0.005', '0.01 0.02 0.01 0'));
    expect(codes(skewed)).toEqual(['displacement-assumed']);
    const u = skewed.sites[0]!.uAnisotropic!;
    expect(u[0]).toBeCloseTo(u[1], 12);
    expect(u[5]).toBeCloseTo(u[0] / 2, 12);
  });

  it('with both displacements follow their type', () => {
    const table =
      '\nloop_\n_atom_site_aniso_label\n_atom_site_aniso_U_11\n_atom_site_aniso_U_22\n_atom_site_aniso_U_33\nFe1 0.02 0.02 0.02\n';
    const of = (type: string): CrystalStructure =>
      parseCif(cif(p1, `Fe1 0 0 0 0.01 ${type}`, cell(5), [...columns, 'adp_type']) + table);
    expect(of('Uiso').sites[0]!.uIso).toBe(0.01);
    expect(of('Uani').sites[0]!.uIso).toBeCloseTo(0.02, 12);
  });
});

describe('text of a CIF', () => {
  const p1 = "_symmetry_space_group_name_H-M 'P 1'";

  it('has quotes, text fields and comments as the format says', () => {
    const text = cif(
      `${p1}\n_publ_section_title\n;\n loop_ 'not one' _cell_length_a 9\n;\n_chemical_name_common 'Andersson''s; it's #1'\n_x_y "a 'b' c" # comment 'open`,
      `O1' 0 0 0 0.01\n"Fe1" 0.5 0.5 0.5 0.01`,
    );
    expect(parseCif(text).sites.map(({ label }) => label)).toEqual(["O1'", 'Fe1']);
    const triple = cif(`${p1}\n_a_b '''two\nlines''' _c_d """x"""`, 'Fe1 0 0 0 0.01');
    expect(parseCif(triple).sites).toHaveLength(1);
  });

  it('of several blocks is that with atoms, or the one asked for', () => {
    const one = cif(p1, 'Fe1 0 0 0 0.01');
    const other = one.replace('data_test', 'data_second').replace('Fe1', 'Ni1');
    expect(parseCif(`data_global\n_journal_year 2020\n${one}`).sites[0]!.element).toBe('Fe');
    expect(errorOf(one + other)).toMatchObject({ code: 'invalid-argument' });
    expect(errorOf(one + other).message).toContain('"test", "second"');
    expect(parseCif(one + other, { block: 'SECOND' }).sites[0]!.element).toBe('Ni');
    expect(codeOf(() => parseCif(one, { block: 'none' }))).toBe('invalid-argument');
    expect(errorOf(one + one, { block: 'test' })).toMatchObject({ code: 'invalid-argument', line: 16 });
    expect(parseCif(one.replace('data_test', 'data_my new phase')).name).toBe('my new phase');
  });

  it('of structures that are modulated or magnetic is refused', () => {
    const good = cif(p1, 'Fe1 0 0 0 0.01');
    const more: readonly (readonly [string, string, number])[] = [
      ['_cell_modulation_dimension 1\n', 'modulated', -1],
      ['_space_group_ssg_name "P1(abg)0"\n', 'modulated', 0],
      ['loop_\n_cell_wave_vector_seq_id\n_cell_wave_vector_x\n1 0.32\n', 'modulated', 0],
      ['_space_group_magn.name_BNS "P_1m"\n', 'magnetic', 0],
      [
        'loop_\n_space_group_symop_magn_operation.id\n_space_group_symop_magn_operation.xyz\n1 x,y,z,+1\n',
        'magnetic',
        0,
      ],
    ];
    for (const [tags, word, isAlone] of more) {
      const text = isAlone === 0 ? good + tags : `${good}${tags}_cell_wave_vector_x 0.32\n`;
      expect(errorOf(text)).toMatchObject({ code: 'unsupported', message: expect.stringContaining(word) as string });
    }
    // Programs write these of structures that are not modulated, too.
    for (const tags of ['_cell_modulation_dimension 0\n', '_space_group_ssg_name ?\n'])
      expect(parseCif(good + tags).sites).toHaveLength(1);
  });

  it('that is damaged is refused with the line', () => {
    const good = cif(p1, 'Fe1 0 0 0 0.01\nO1 0.5 0.5 0.5 0.01');
    expect(errorOf(good.replace("'P 1'", "'P 1"))).toMatchObject({ code: 'malformed-file', line: 8 });
    expect(errorOf(`${good};\nopen`)).toMatchObject({ code: 'malformed-file', line: 17 });
    expect(errorOf(good.replace('O1 0.5 ', 'O1 '))).toMatchObject({ code: 'malformed-file', line: 16 });
    expect(errorOf(`nonsense\n${good}`)).toMatchObject({ code: 'malformed-file', line: 1 });
    expect(errorOf(good.replace(/_cell_length_b.*\n/, ''))).toMatchObject({ code: 'column-missing' });
    expect(errorOf(good.replace('5\n_cell_length_b', '?\n_cell_length_b'))).toMatchObject({ code: 'column-missing' });
    expect(errorOf(`${good}_cell_length_a 6\n`)).toMatchObject({ code: 'malformed-file', line: 17 });
    expect(errorOf(good.replaceAll('fract', 'Cartn'))).toMatchObject({ code: 'column-missing' });
    for (const text of ['', '   \n', '# only\n', 'data_x', '{"json": 1}', '%PDF-1.4'])
      expect(['malformed-file', 'column-missing']).toContain(codeOf(() => parseCif(text)));
    expect(errorOf(good.replace("'P 1'", "'P 1"), { file: 'a.cif' }).message).toContain('a.cif, line 8');
  });

  it('states a volume or angles that are told when they do not fit or are missing', () => {
    const good = cif(p1, 'Fe1 0 0 0 0.01');
    expect(codes(parseCif(good.replace('data_test', 'data_test\n_cell_volume 130')))).toEqual(['cell-assumed']);
    expect(codes(parseCif(good.replace(/_cell_angle.*\n/g, '')))).toEqual(['cell-assumed']);
    expect(codes(parseCif(good.replace('data_test', 'data_test\n_cell_volume 125.0(3)')))).toEqual([]);
    const hexagonal = cif("_space_group_name_H-M_alt 'P 6/m m m'", 'Fe1 0 0 0 0.01', cell(5));
    const silent = errorOf(hexagonal.replace(/_cell_angle.*\n/g, ''));
    expect(silent).toMatchObject({ code: 'column-missing', line: 2 });
    expect(silent.message).toContain('_cell_angle_gamma');
  });

  it('names the wavelength of its measurement', () => {
    const good = cif(`${p1}\n_diffrn_radiation_wavelength 0.4133`, 'Fe1 0 0 0 0.01');
    expect(parseCif(good).wavelength).toBe(0.4133);
    const table = `${p1}\nloop_\n_diffrn_radiation_wavelength\n_diffrn_radiation_wavelength_wt\n1.5406 1\n1.5444 0.5`;
    expect(parseCif(cif(table, 'Fe1 0 0 0 0.01')).wavelength).toBe(1.5406);
  });
});
