import { expectChoice, OperandoError } from '@operando/core';
import { constants, elementCounts, elements, formulaWeight, isotopes } from '@operando/tables';
import { sampleDefaults } from './defaults.js';
import {
  alphaIcru49,
  heliumChargeSquared,
  lithiumChargeSquared,
  nuclearZbl,
  protonIcru49,
  protonZbl85,
} from './electronic-fits.js';
import { energyPerMass, ion } from './ions.js';
import type { Ion, IonLike } from './ions.js';
import { material } from './material.js';
import type { Material, MaterialSpec } from './material.js';
import { interpolateStopping, nistStopping } from './nist-stopping.js';
import { stoppingChoices } from './stopping-source.js';
import type { StoppingChoice, StoppingSource } from './stopping-source.js';
import { checkStoppingTable } from './stopping-table.js';
import type { StoppingTable } from './stopping-table.js';
import { stoppingUncertainty } from './stopping-uncertainty.js';

/** Stopping of one ion in one material as functions of energy in keV. */
export interface StoppingFunction {
  /** The particle. */
  readonly ion: Ion;
  /** What it goes through. */
  readonly material: Material;
  /** Where the numbers are from. */
  readonly source: StoppingSource;
  /** The source in words, with the elements each part served. */
  readonly description: string;
  /** keV/um. */
  electronic(energy: number): number;
  /** keV/um. */
  nuclear(energy: number): number;
  /** Electronic plus nuclear, keV/um. */
  total(energy: number): number;
  /** Relative standard uncertainty of the total. */
  relativeUncertainty(energy: number): number;
}

const { protonMass } = constants;
const alphaMass = isotopes['4He']!.mass;
/** (eV cm2 / 1e15 atoms) x (atoms / cm3) to keV/um. */
const perAtom = 1e-22;
/** MeV cm2/g x g/cm3 to keV/um. */
const perMass = 0.1;

/** Electronic stopping of the ion from that of protons or 4He of the same velocity. */
function scaled(
  particle: Ion,
  z: number,
  proton: (perMass: number) => number,
  alpha: ((perMass: number) => number) | undefined,
): (energy: number) => number {
  if (particle.charge === 1) return (energy) => proton(energyPerMass(particle, energy));
  if (particle.charge === 2) {
    return alpha === undefined
      ? (energy) => heliumChargeSquared(z, energyPerMass(particle, energy)) * proton(energyPerMass(particle, energy))
      : (energy) => alpha(energy / particle.mass);
  }
  return (energy) => {
    const velocity = energyPerMass(particle, energy);
    return lithiumChargeSquared(velocity) * proton(velocity);
  };
}

interface Parts {
  readonly source: StoppingSource;
  readonly description: string;
  electronic(energy: number): number;
}

/** NIST's electronic stopping (MeV cm2/g) of the ion in the table of that key. */
function fromNist(particle: Ion, key: string): ((energy: number) => number) | undefined {
  if (particle.charge === 2) {
    const alpha = nistStopping('alpha', key);
    return alpha && ((energy) => alpha((energy * alphaMass) / particle.mass));
  }
  const proton = nistStopping('proton', key);
  return proton && scaled(particle, 0, (velocity) => proton(velocity * protonMass), undefined);
}

function userParts(particle: Ion, of: Material): (Parts & { readonly table: StoppingTable }) | undefined {
  const table = of.stopping?.find((candidate) => candidate.ion === particle.name);
  if (table === undefined) return undefined;
  checkStoppingTable(table);
  const power = interpolateStopping(table.energy, table.electronic);
  return {
    table,
    source: 'user',
    description: table.source,
    electronic: (energy) => perMass * of.density * power(energy),
  };
}

function nistTableParts(particle: Ion, of: Material): Parts | undefined {
  if (of.nist === undefined) return undefined;
  const power = fromNist(particle, of.nist);
  if (power === undefined) return undefined;
  // NIST's powers are per gram of natural material; stopping goes by atoms.
  const scale = (perMass * of.density * formulaWeight(elementCounts(of.composition))) / of.weight;
  return {
    source: 'nist-table',
    description: `NIST ${particle.charge === 2 ? 'ASTAR' : 'PSTAR'} ${of.nist}`,
    electronic: (energy) => scale * power(energy),
  };
}

/** Bragg's rule: the sum over elements, each from NIST where asked and there, or from a fit. */
function braggParts(particle: Ion, of: Material, fit: 'icru49' | 'zbl85', preferNist: boolean): Parts {
  const nist: string[] = [];
  const fitted: string[] = [];
  const terms = Object.entries(of.atomDensity).map(([symbol, density]) => {
    const { number: z, weight } = elements[symbol]!;
    const tabulated = preferNist ? fromNist(particle, symbol === 'C' ? 'graphite' : symbol) : undefined;
    if (tabulated !== undefined) {
      nist.push(symbol);
      const scale = (density * perAtom * weight) / (1e-21 * constants.avogadro);
      return (energy: number): number => scale * tabulated(energy);
    }
    fitted.push(symbol);
    const power =
      fit === 'zbl85'
        ? scaled(particle, z, (velocity) => protonZbl85(z, velocity), undefined)
        : scaled(
            particle,
            z,
            (velocity) => protonIcru49(z, velocity),
            (velocity) => alphaIcru49(z, (velocity * alphaMass) / 1000),
          );
    return (energy: number): number => density * perAtom * power(energy);
  });
  const fitName = fit === 'zbl85' ? 'ZBL-85' : 'ICRU-49';
  const source: StoppingSource =
    fitted.length === 0
      ? 'nist-bragg'
      : nist.length > 0
        ? 'mixed-bragg'
        : fit === 'zbl85'
          ? 'zbl85-bragg'
          : 'icru49-bragg';
  const described = [
    nist.length > 0 ? `NIST (${nist.join(', ')})` : '',
    fitted.length > 0 ? `${fitName} (${fitted.join(', ')})` : '',
  ]
    .filter((text) => text !== '')
    .join(' and ');
  return {
    source,
    description: terms.length > 1 ? `Bragg's rule over ${described}` : described,
    electronic: (energy) => terms.reduce((sum, term) => sum + term(energy), 0),
  };
}

function electronicParts(
  particle: Ion,
  of: Material,
  choice: StoppingChoice,
): Parts & { readonly table?: StoppingTable } {
  if (choice === 'icru49' || choice === 'zbl85') return braggParts(particle, of, choice, false);
  if (choice === 'user' || choice === 'auto') {
    const user = userParts(particle, of);
    if (user !== undefined) return user;
    if (choice === 'user') {
      throw new OperandoError('unsupported', `${of.name} brings no stopping table for ${particle.name}.`, {
        where: { parameter: 'stopping' },
        cure: 'Give one with the material (importSrimTable makes it), or choose another source.',
      });
    }
  }
  return nistTableParts(particle, of) ?? braggParts(particle, of, 'icru49', true);
}

/**
 * Stopping of an ion in a material as functions of energy. Tritons and
 * deuterons take the proton's value at the same velocity, 7Li the proton's by
 * effective charge; nuclear stopping is ZBL's universal one throughout, except
 * where the user's table has its own.
 *
 * @throws OperandoError `unsupported` for an ion, element or source without data, `invalid-argument` for a source that is none.
 */
export function stoppingFunction(
  of: IonLike,
  within: string | MaterialSpec | Material,
  choice: StoppingChoice = sampleDefaults.source,
): StoppingFunction {
  expectChoice('source', choice, stoppingChoices);
  const particle = ion(of);
  const target = material(within);
  const parts = electronicParts(particle, target, choice);
  let nuclear = (energy: number): number => {
    let sum = 0;
    for (const symbol of Object.keys(target.atomDensity)) {
      const element = elements[symbol]!;
      sum +=
        target.atomDensity[symbol]! *
        perAtom *
        nuclearZbl(particle.charge, particle.mass, element.number, element.weight, energy);
    }
    return sum;
  };
  const { table } = parts;
  if (table !== undefined && Array.from(table.nuclear).every((value) => value > 0)) {
    const power = interpolateStopping(table.energy, table.nuclear);
    nuclear = (energy) => perMass * target.density * power(energy);
  }
  return {
    ion: particle,
    material: target,
    source: parts.source,
    description: parts.description,
    electronic: (energy) => parts.electronic(energy),
    nuclear,
    total: (energy) => parts.electronic(energy) + nuclear(energy),
    relativeUncertainty:
      table === undefined
        ? stoppingUncertainty(particle, target, parts.source)
        : () => table.relativeUncertainty ?? 0.04,
  };
}

/** What {@link stoppingPower} takes. */
export interface StoppingPowerOptions {
  /** The particle. */
  readonly ion: IonLike;
  /** keV, from 1 to 20000. */
  readonly energy: number;
  /** Preset, formula with density, or a material. */
  readonly material: string | MaterialSpec | Material;
  /** Where stopping powers come from. @default 'auto' */
  readonly source?: StoppingChoice | undefined;
}

/** One stopping power. */
export interface StoppingPower {
  /** keV/um. */
  readonly total: number;
  /** By electrons, keV/um. */
  readonly electronic: number;
  /** By nuclei, keV/um. */
  readonly nuclear: number;
  /** The total in MeV cm2/g. */
  readonly mass: number;
  /** Standard error of the total in keV/um. */
  readonly stderr: number;
  /** Standard error over the total. */
  readonly relativeUncertainty: number;
  /** Where it is from. */
  readonly source: StoppingSource;
  /** The same in words. */
  readonly description: string;
}

/**
 * Stopping power of an ion in a material, with its source and uncertainty.
 *
 * @throws OperandoError `outside-range` for an energy below 1 keV or above 20 MeV; as {@link stoppingFunction}.
 */
export function stoppingPower(options: StoppingPowerOptions): StoppingPower {
  const { energy } = options;
  if (!(energy >= 1 && energy <= 20_000)) {
    throw new OperandoError('outside-range', `the energy is ${energy} keV.`, {
      where: { parameter: 'energy' },
      cure: 'Give an energy from 1 to 20000 keV.',
    });
  }
  const power = stoppingFunction(options.ion, options.material, options.source);
  const total = power.total(energy);
  const relativeUncertainty = power.relativeUncertainty(energy);
  return {
    total,
    electronic: power.electronic(energy),
    nuclear: power.nuclear(energy),
    mass: total / (perMass * power.material.density),
    stderr: relativeUncertainty * total,
    relativeUncertainty,
    source: power.source,
    description: power.description,
  };
}
