import type { OperandoWarning } from '@operando/core';
import { parseFormula } from '@operando/tables';
import { cellVolume } from '@operando/lattice';
import type { CellParameters } from '@operando/lattice';
import type { AtomSite } from '../structure/structure.js';
import { imageOf } from '../symmetry/site-symmetry.js';
import type { SpaceGroup } from '../symmetry/space-group.js';
import { said } from './blocks.js';
import type { CifBlock } from './blocks.js';
import { parseCifNumber } from './numbers.js';

/** Atoms nearer than this are one place that several share, or one atom given twice; angstrom. */
const samePlace = 0.3;

/** Atoms of one part of a cell that are looked at: more are crowded anyhow. */
const mostInBin = 64;

/** Distance of two places, whole cells apart left out, angstrom. */
function distance(p: ArrayLike<number>, q: ArrayLike<number>, cell: CellParameters): number {
  const [x, y, z] = [0, 1, 2].map((k) => p[k]! - q[k]! - Math.round(p[k]! - q[k]!)) as [number, number, number];
  const { a, b, c, alpha, beta, gamma } = cell;
  const cosine = (angle: number): number => Math.cos((angle * Math.PI) / 180);
  const [u, v, w] = [x * a, y * b, z * c];
  return Math.sqrt(
    Math.max(0, u * u + v * v + w * w + 2 * (v * w * cosine(alpha) + u * w * cosine(beta) + u * v * cosine(gamma))),
  );
}

/** Sites by the part of the cell they lie in, so that neighbours are found without looking at all. */
function neighbourhood(
  sites: readonly AtomSite[],
  { a, b, c }: CellParameters,
): (place: ArrayLike<number>) => Set<number> {
  const counts = [a, b, c].map((edge) => Math.max(1, Math.floor(edge / (2 * samePlace))));
  const keyOf = (place: ArrayLike<number>, steps: readonly number[]): number =>
    counts.reduce((key, count, k) => {
      const inCell = place[k]! - Math.floor(place[k]!);
      return key * count + ((Math.floor(inCell * count) + steps[k]! + count) % count);
    }, 0);
  const bins = new Map<number, number[]>();
  sites.forEach(({ position }, i) => {
    const key = keyOf(position, [0, 0, 0]);
    const bin = bins.get(key);
    if (bin === undefined) bins.set(key, [i]);
    else if (bin.length < mostInBin) bin.push(i);
  });
  const steps = [-1, 0, 1].flatMap((i) => [-1, 0, 1].flatMap((j) => [-1, 0, 1].map((k) => [i, j, k])));
  return (place) => new Set(steps.flatMap((step) => bins.get(keyOf(place, step)) ?? []));
}

/**
 * Places that hold more than one atom: sites that share one and add up to more, and atoms nearer to their own images than
 * atoms can be.
 */
function crowdedPlaces(sites: readonly AtomSite[], cell: CellParameters, group: SpaceGroup): string[] {
  const near = neighbourhood(sites, cell);
  const atoms = sites.map(() => 0);
  const sharing = sites.map(() => new Set<string>());
  sites.forEach((site, i) => {
    for (let n = 0; n < group.order; n++) {
      const image = imageOf(group, n, site.position);
      for (const j of near(image)) {
        if (distance(image, sites[j]!.position, cell) > samePlace) continue;
        // Each atom of a place is met as often as its place has symmetry.
        atoms[j]! += (site.occupancy * site.multiplicity) / group.order;
        if (j !== i) sharing[j]!.add(site.label);
      }
    }
  });
  const crowded = sites.flatMap(({ label }, j) =>
    atoms[j]! > 1.001
      ? [`${[label, ...sharing[j]!].toSorted().join(' + ')} (${Number(atoms[j]!.toFixed(3))} atoms)`]
      : [],
  );
  return [...new Set(crowded)];
}

/** Atoms of each element in a cell. @param times Occupancies are taken this often. */
function content(sites: readonly AtomSite[], times: (site: AtomSite) => number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const site of sites) {
    const count = site.occupancy * site.multiplicity * times(site);
    counts.set(site.element, (counts.get(site.element) ?? 0) + count);
  }
  return counts;
}

/** Whether counts of elements are a multiple of a formula's, hydrogen aside, which many structures leave out. */
function isMultiple(counts: ReadonlyMap<string, number>, formula: Readonly<Record<string, number>>): boolean {
  const names = [...new Set([...Object.keys(formula), ...counts.keys()])].filter((name) => name !== 'H');
  const heaviest = names.find((name) => (formula[name] ?? 0) > 0 && (counts.get(name) ?? 0) > 0);
  if (heaviest === undefined) return false;
  const total = (of: (name: string) => number): number => names.reduce((sum, name) => sum + of(name), 0);
  const units = total((name) => counts.get(name) ?? 0) / total((name) => formula[name] ?? 0);
  const atoms = total((name) => formula[name] ?? 0);
  return names.every((name) => Math.abs((counts.get(name) ?? 0) / units - (formula[name] ?? 0)) < 0.01 * atoms);
}

/** How many formula units the file says are in a cell, where its atoms make others. */
function unitsDiffer(
  block: CifBlock,
  counts: ReadonlyMap<string, number>,
  formula: Readonly<Record<string, number>>,
): OperandoWarning[] {
  const token = said(block.items.get('_cell_formula_units_z'));
  const stated = token === undefined ? undefined : parseCifNumber(token.text)?.value;
  const heavy = Object.keys(formula).filter((name) => name !== 'H');
  const sum = (of: (name: string) => number): number => heavy.reduce((total, name) => total + of(name), 0);
  const units = sum((name) => counts.get(name) ?? 0) / sum((name) => formula[name]!);
  if (stated === undefined || !(stated > 0) || Math.abs(units / stated - 1) < 0.05) return [];
  return [
    {
      code: 'formula-differs',
      message: `The atoms of the cell make ${Number(units.toPrecision(4))} formula units, the file says ${stated}: symmetry, the cell or that number is wrong; atoms and symmetry were used.`,
      where: { line: token!.line },
    },
  ];
}

/** Volume that an atom (hydrogen aside) has in a solid, cubic angstrom, by far. */
const roomOfAtom = [2, 2000] as const;

/** A cell that is far too small or large for its atoms: its lengths have another unit. */
function roomWarning(sites: readonly AtomSite[], cell: CellParameters, line: number): OperandoWarning[] {
  const atoms = sites.reduce(
    (sum, { element, occupancy, multiplicity }) => sum + (element === 'H' ? 0 : occupancy * multiplicity),
    0,
  );
  const room = cellVolume(cell) / atoms;
  if (atoms === 0 || (room > roomOfAtom[0] && room < roomOfAtom[1])) return [];
  return [
    {
      code: 'cell-doubtful',
      message: `Each atom of the cell has ${Number(room.toPrecision(3))} cubic angstrom, as in no solid: lengths are in another unit than angstrom, or symmetry or atoms are wrong.`,
      where: { line },
    },
  ];
}

/** What the formula of a file says otherwise than its atoms. */
function formulaDiffers(block: CifBlock, sites: readonly AtomSite[], group: SpaceGroup): OperandoWarning[] {
  const token = said(block.items.get('_chemical_formula_sum'));
  if (token === undefined) return [];
  let formula: Record<string, number> = {};
  try {
    const parsed = parseFormula(token.text.replaceAll(/[\s'"]+/g, ''));
    // Deuterium counts as hydrogen, nuclides as their elements.
    for (const [name, count] of Object.entries(parsed)) {
      const element = name.replace(/^\d+/, '');
      formula[element] = (formula[element] ?? 0) + count;
    }
  } catch {
    return [];
  }
  const counts = content(sites, () => 1);
  if (isMultiple(counts, formula)) return unitsDiffer(block, counts, formula);
  const shelx = isMultiple(
    content(sites, ({ multiplicity }) => group.order / multiplicity),
    formula,
  );
  const found = Array.from(counts, ([name, count]) => `${name} ${Number(count.toFixed(3))}`).join(', ');
  const why = shelx
    ? ' Divided by the symmetry of their places, as some programs write them, the occupancies would fit: multiply them.'
    : '';
  return [
    {
      code: 'formula-differs',
      message: `The atoms of the cell (${found}) are not those of the formula ${token.text.slice(0, 60)} in the file; the atoms were used.${why}`,
      where: { line: token.line },
    },
  ];
}

/** What does not fit together in the content of a cell. */
export function contentWarnings(
  block: CifBlock,
  sites: readonly AtomSite[],
  cell: CellParameters,
  group: SpaceGroup,
  line: number,
): OperandoWarning[] {
  const crowded = crowdedPlaces(sites, cell, group);
  const warnings = [...formulaDiffers(block, sites, group), ...roomWarning(sites, cell, line)];
  if (crowded.length > 0)
    warnings.push({
      code: 'place-crowded',
      message: `Places within ${samePlace} angstrom hold more than one atom: ${crowded.slice(0, 8).join(', ')}. Occupancies above 1, coordinates rounded too far, atoms given twice or wrong symmetry do so.`,
      where: { line },
    });
  return warnings;
}
