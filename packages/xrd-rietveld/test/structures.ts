import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CellParameters, CrystalSystem } from '@operando/lattice';
import { spacing } from '@operando/lattice';
import type { Phase, StructureModel } from '../src/index.js';

/**
 * Phases of the model CIFs of the reference folder, with form factors (International Tables C 6.1.1.4), f', f'' and lengths as
 * the generator of the simulated series has them. Direct sums: what the package `crystal` does is not used here.
 */
interface Element {
  readonly f: readonly number[];
  readonly mass: number;
  readonly b: number;
  readonly anomalous: Readonly<Record<string, readonly [number, number]>>;
}

const elements: Readonly<Record<string, Element>> = readElements();

function readElements(): Record<string, Element> {
  const root = process.env['OPERANDO_REFERENCE_DATA'];
  if (root === undefined || root === '') return {};
  const text = readFileSync(join(root, 'rietveld', 'series', 'make-series.mjs'), 'utf8');
  const found: Record<string, Element> = {};
  const row = /^ {2}(\w+): \{ f: \[([^\]]+)\], m: ([\d.]+), b: ([-\d.]+), an: \{ ([^}]+) \} \},$/gm;
  for (const [, name, f, mass, b, an] of text.matchAll(row)) {
    const anomalous: Record<string, [number, number]> = {};
    for (const [, wavelength, fp, fpp] of an!.matchAll(/([\d.]+): \[([-\d.]+), ([-\d.]+)\]/g))
      anomalous[wavelength!] = [Number(fp), Number(fpp)];
    found[name!] = { f: f!.split(',').map(Number), mass: Number(mass), b: Number(b), anomalous };
  }
  return found;
}

interface Atom {
  readonly label: string;
  readonly element: string;
  readonly x: readonly [number, number, number];
  readonly occupancy: number;
  readonly uiso: number;
}

interface Operation {
  readonly r: readonly number[];
  readonly t: readonly number[];
}

function parseOperation(text: string): Operation {
  const r = Array.from({ length: 9 }, () => 0);
  const t = [0, 0, 0];
  text.split(',').forEach((part, i) => {
    for (const m of part.matchAll(/([+-]?)(?:(\d+)\/(\d+)|([xyz]))/g)) {
      const sign = m[1] === '-' ? -1 : 1;
      if (m[4] === undefined) t[i]! += (sign * Number(m[2])) / Number(m[3]);
      else r[3 * i + 'xyz'.indexOf(m[4])]! += sign;
    }
  });
  return { r, t };
}

/** What a model CIF holds. */
export interface ModelStructure {
  readonly cell: CellParameters;
  readonly operations: readonly Operation[];
  readonly atoms: readonly Atom[];
}

/** Read one of the model CIFs, which are all laid out alike. */
export function readModelCif(path: string): ModelStructure {
  const lines = readFileSync(path, 'utf8').split('\n');
  const value = (key: string): number => Number(lines.find((line) => line.startsWith(`${key} `))!.split(/\s+/)[1]);
  const cell = {
    a: value('_cell_length_a'),
    b: value('_cell_length_b'),
    c: value('_cell_length_c'),
    alpha: value('_cell_angle_alpha'),
    beta: value('_cell_angle_beta'),
    gamma: value('_cell_angle_gamma'),
  };
  const operations = lines.filter((line) => /^'.*,.*,.*'$/.test(line)).map((line) => parseOperation(line.slice(1, -1)));
  const from = lines.findIndex((line) => line.startsWith('_atom_site_U_iso')) + 1;
  const atoms: Atom[] = [];
  for (const line of lines.slice(from)) {
    if (!/^[A-Z]/.test(line)) break;
    const w = line.split(' ');
    const x = w.slice(2, 5).map(Number) as [number, number, number];
    atoms.push({ label: w[0]!, element: w[1]!, x, occupancy: Number(w[5]), uiso: Number(w[7]) });
  }
  return { cell, operations, atoms };
}

/** Lines down to a spacing: one for each set of equivalent reflections. */
function reflectionsOf({ cell, operations }: ModelStructure, dMin: number) {
  const list: { hkl: [number, number, number]; m: number }[] = [];
  const seen = new Set<string>();
  const [nh, nk, nl] = [cell.a, cell.b, cell.c].map((edge) => Math.ceil(edge / dMin) + 1) as [number, number, number];
  for (let h = nh; h >= -nh; h--)
    for (let k = nk; k >= -nk; k--)
      for (let l = nl; l >= -nl; l--) {
        const hkl: [number, number, number] = [h, k, l];
        if ((h === 0 && k === 0 && l === 0) || seen.has(hkl.join()) || spacing(cell, hkl) < dMin) continue;
        const orbit = new Set<string>();
        let absent = false;
        for (const { r, t } of operations) {
          const e = [0, 1, 2].map((j) => h * r[j]! + k * r[3 + j]! + l * r[6 + j]!);
          orbit.add(e.join()).add(e.map((v) => -v || 0).join());
          const phase = h * t[0]! + k * t[1]! + l * t[2]!;
          if (e.join() === hkl.join() && Math.abs(phase - Math.round(phase)) > 1e-6) absent = true;
        }
        for (const key of orbit) seen.add(key);
        if (!absent) list.push({ hkl, m: orbit.size });
      }
  return {
    h: list.map(({ hkl }) => hkl[0]),
    k: list.map(({ hkl }) => hkl[1]),
    l: list.map(({ hkl }) => hkl[2]),
    multiplicity: list.map(({ m }) => m),
  };
}

/** Structure factors with derivatives by coordinates, Uiso and occupancies. */
export function structureModel(
  { operations, atoms }: ModelStructure,
  { h, k, l }: { readonly h: readonly number[]; readonly k: readonly number[]; readonly l: readonly number[] },
  radiation: 'xray' | 'neutron',
  wavelength: number,
): StructureModel {
  const quantities = atoms.flatMap(({ label }) => ['x', 'y', 'z', 'uiso', 'occupancy'].map((of) => `${label}.${of}`));
  const values = Float64Array.from(atoms.flatMap(({ x, uiso, occupancy }) => [...x, uiso, occupancy]));
  const sites = atoms.map(({ element, x }) => ({ element: elements[element]!, operations: distinct(x, operations) }));
  return {
    quantities,
    values,
    cellMass(p, by) {
      let mass = 0;
      sites.forEach(({ element, operations: own }, s) => {
        mass += p[5 * s + 4]! * own.length * element.mass;
        if (by !== undefined) by[5 * s + 4] = own.length * element.mass;
      });
      return mass;
    },
    factors(p, inverseSpacing2, f2, wanted, derivatives) {
      const n = h.length;
      for (let i = 0; i < n; i++) {
        const s2 = inverseSpacing2[i]! / 4;
        const f = [0, 0, 0, 0];
        const parts = sites.map(({ element, operations: own }, s) => {
          const x = p.subarray(5 * s, 5 * s + 3);
          const sums = new Float64Array(8);
          for (const { r, t } of own) {
            const g = [0, 1, 2].map((j) => h[i]! * r[j]! + k[i]! * r[3 + j]! + l[i]! * r[6 + j]!);
            const shift = h[i]! * t[0]! + k[i]! * t[1]! + l[i]! * t[2]!;
            const angle = 2 * Math.PI * (g[0]! * x[0]! + g[1]! * x[1]! + g[2]! * x[2]! + shift);
            sums[0]! += Math.cos(angle);
            sums[1]! += Math.sin(angle);
            for (let j = 0; j < 3; j++) {
              sums[2 + j]! -= 2 * Math.PI * g[j]! * Math.sin(angle);
              sums[5 + j]! += 2 * Math.PI * g[j]! * Math.cos(angle);
            }
          }
          const weight = Math.exp(-8 * Math.PI ** 2 * p[5 * s + 3]! * s2);
          let real = element.b;
          let imaginary = 0;
          if (radiation === 'xray') {
            real = element.f[8]!;
            for (let j = 0; j < 4; j++) real += element.f[j]! * Math.exp(-element.f[4 + j]! * s2);
            real += element.anomalous[wavelength]![0];
            imaginary = element.anomalous[wavelength]![1];
          }
          const of = (c: number, d: number): number[] => [
            weight * (real * c - imaginary * d),
            weight * (real * d + imaginary * c),
            weight * (real * c + imaginary * d),
            weight * (-real * d + imaginary * c),
          ];
          const base = of(sums[0]!, sums[1]!);
          base.forEach((value, j) => (f[j]! += p[5 * s + 4]! * value));
          return { base, of, sums };
        });
        f2[i] = f.reduce((sum, value) => sum + value * value, 0) / 2;
        wanted.forEach((quantity, w) => {
          const s = Math.floor(quantity / 5);
          const kind = quantity % 5;
          const { base, of, sums } = parts[s]!;
          const occupancy = p[5 * s + 4]!;
          const change =
            kind === 4
              ? base
              : kind === 3
                ? base.map((value) => -8 * Math.PI ** 2 * s2 * occupancy * value)
                : of(sums[2 + kind]!, sums[5 + kind]!).map((value) => occupancy * value);
          derivatives[w * n + i] = f.reduce((sum, value, j) => sum + value * change[j]!, 0);
        });
      }
    },
  };
}

/** Operations that make the atoms of a site, each once. */
function distinct(x: readonly [number, number, number], operations: readonly Operation[]): Operation[] {
  const found: number[][] = [];
  return operations.filter(({ r, t }) => {
    const p = [0, 1, 2].map((i) => r[3 * i]! * x[0] + r[3 * i + 1]! * x[1] + r[3 * i + 2]! * x[2] + t[i]!);
    const isKnown = found.some((other) => other.every((v, i) => Math.abs(v - p[i]! - Math.round(v - p[i]!)) < 1e-4));
    if (!isKnown) found.push(p);
    return !isKnown;
  });
}

/** A phase of a model structure. */
export function phaseOf(
  name: string,
  structure: ModelStructure,
  system: CrystalSystem,
  radiation: 'xray' | 'neutron',
  wavelength: number,
  dMin: number,
): Phase {
  const reflections = reflectionsOf(structure, dMin);
  const rotations = [...new Set(structure.operations.map(({ r }) => r.join()))].map((key) =>
    key.split(',').map(Number),
  );
  const model = structureModel(structure, reflections, radiation, wavelength);
  return { name, system, cell: structure.cell, reflections, rotations, structure: model };
}
