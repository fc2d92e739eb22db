import { OperandoError } from '@operando/core';
import { isotopes } from '@operando/tables';
import { nuclideName } from './ions.js';

/** One particle that leaves a reaction. */
export interface ReactionProduct {
  /** Nuclide. */
  readonly ion: string;
  /** Energy at birth in keV. */
  readonly energy: number;
}

/** One branch of a neutron-capture reaction used in depth profiling. */
export interface Reaction {
  /** As `6Li(n,t)4He`. */
  readonly name: string;
  /** Element and isotope that captures. */
  readonly element: string;
  /** As `6Li`. */
  readonly isotope: string;
  /** Energy set free in keV. */
  readonly q: number;
  /** Particles that leave, with their energies. */
  readonly products: readonly ReactionProduct[];
  /** Cross section of this branch at 2200 m/s in barn. */
  readonly crossSection: number;
  /** Standard error of it, barn; NaN where the source states none. */
  readonly crossSectionStderr: number;
  /** Share of captures that take this branch; already contained in `crossSection`. */
  readonly branch: number;
  /** Natural abundance of the isotope, atom fraction (0 for radioactive ones). */
  readonly abundance: number;
  /** Where the numbers are from. */
  readonly source: string;
  /** False where the number could not be looked up in a primary source. */
  readonly certain: boolean;
}

const standards2017 = 'IAEA Neutron Data Standards 2017 (Carlson et al., Nucl. Data Sheets 148 (2018) 143)';
const canam = 'CANAM (NPI Rez) table of NDP reactions';

/**
 * Reactions of neutron depth profiling. Energies follow from AME2020 masses by
 * momentum balance; cross sections are those of the branch.
 */
export const reactions: Readonly<Record<ReactionName, Reaction>> = {
  '6Li(n,t)4He': {
    name: '6Li(n,t)4He',
    element: 'Li',
    isotope: '6Li',
    q: 4783.47,
    branch: 1,
    abundance: isotopes['6Li']!.abundance,
    products: [
      { ion: '4He', energy: 2055.8 },
      { ion: '3H', energy: 2727.68 },
    ],
    crossSection: 937.998,
    crossSectionStderr: 4.78,
    source: `${standards2017}; Sears 1992 has 940(4) b`,
    certain: true,
  },
  '10B(n,a1)7Li*': {
    name: '10B(n,a1)7Li*',
    element: 'B',
    isotope: '10B',
    q: 2312.3,
    branch: 0.93702,
    abundance: isotopes['10B']!.abundance,
    products: [
      { ion: '4He', energy: 1472.26 },
      { ion: '7Li', energy: 840.03 },
    ],
    crossSection: 3602.029,
    crossSectionStderr: 29.9,
    source: standards2017,
    certain: true,
  },
  '10B(n,a0)7Li': {
    name: '10B(n,a0)7Li',
    element: 'B',
    isotope: '10B',
    q: 2789.91,
    branch: 0.06298,
    abundance: isotopes['10B']!.abundance,
    products: [
      { ion: '4He', energy: 1776.35 },
      { ion: '7Li', energy: 1013.56 },
    ],
    crossSection: 242.092,
    crossSectionStderr: Number.NaN,
    source: `${standards2017}, total less the first branch`,
    certain: true,
  },
  '3He(n,p)3H': {
    name: '3He(n,p)3H',
    element: 'He',
    isotope: '3He',
    q: 763.75,
    branch: 1,
    abundance: isotopes['3He']!.abundance,
    products: [
      { ion: '1H', energy: 572.43 },
      { ion: '3H', energy: 191.33 },
    ],
    crossSection: 5333,
    crossSectionStderr: 7,
    source: 'Sears, Neutron News 3 (1992) 26',
    certain: true,
  },
  '14N(n,p)14C': {
    name: '14N(n,p)14C',
    element: 'N',
    isotope: '14N',
    q: 625.87,
    branch: 1,
    abundance: isotopes['14N']!.abundance,
    products: [
      { ion: '1H', energy: 583.84 },
      { ion: '14C', energy: 42.03 },
    ],
    crossSection: 1.809,
    crossSectionStderr: 0.045,
    source: 'n_TOF 2022, arXiv:2212.05128',
    certain: true,
  },
  '7Be(n,p)7Li': {
    name: '7Be(n,p)7Li',
    element: 'Be',
    isotope: '7Be',
    q: 1644.24,
    branch: 0.988,
    abundance: isotopes['7Be']!.abundance,
    products: [
      { ion: '1H', energy: 1437.58 },
      { ion: '7Li', energy: 206.66 },
    ],
    crossSection: 38_800,
    crossSectionStderr: 800,
    source: `older evaluations, not looked up; n_TOF 2018 has 52300(5200) b, ${canam} 48000 b`,
    certain: false,
  },
  '22Na(n,p)22Ne*': {
    name: '22Na(n,p)22Ne*',
    element: 'Na',
    isotope: '22Na',
    q: 2351.01,
    branch: 1,
    abundance: isotopes['22Na']!.abundance,
    products: [
      { ion: '1H', energy: 2247.87 },
      { ion: '22Ne', energy: 103.14 },
    ],
    crossSection: 31_000,
    crossSectionStderr: 2600,
    source: `${canam}, to the level at 1274.5 keV; its error not looked up`,
    certain: false,
  },
  '17O(n,a)14C': {
    name: '17O(n,a)14C',
    element: 'O',
    isotope: '17O',
    q: 1817.74,
    branch: 1,
    abundance: isotopes['17O']!.abundance,
    products: [
      { ion: '4He', energy: 1413.62 },
      { ion: '14C', energy: 404.13 },
    ],
    crossSection: 0.24,
    crossSectionStderr: Number.NaN,
    source: canam,
    certain: false,
  },
  '33S(n,a)30Si': {
    name: '33S(n,a)30Si',
    element: 'S',
    isotope: '33S',
    q: 3493.51,
    branch: 1,
    abundance: isotopes['33S']!.abundance,
    products: [
      { ion: '4He', energy: 3081.8 },
      { ion: '30Si', energy: 411.7 },
    ],
    crossSection: 0.14,
    crossSectionStderr: Number.NaN,
    source: canam,
    certain: false,
  },
  '35Cl(n,p)35S': {
    name: '35Cl(n,p)35S',
    element: 'Cl',
    isotope: '35Cl',
    q: 615.03,
    branch: 1,
    abundance: isotopes['35Cl']!.abundance,
    products: [
      { ion: '1H', energy: 597.79 },
      { ion: '35S', energy: 17.23 },
    ],
    crossSection: 0.49,
    crossSectionStderr: Number.NaN,
    source: canam,
    certain: false,
  },
  '40K(n,p)40Ar': {
    name: '40K(n,p)40Ar',
    element: 'K',
    isotope: '40K',
    q: 2286.75,
    branch: 1,
    abundance: isotopes['40K']!.abundance,
    products: [
      { ion: '1H', energy: 2230.43 },
      { ion: '40Ar', energy: 56.32 },
    ],
    crossSection: 4.4,
    crossSectionStderr: Number.NaN,
    source: canam,
    certain: false,
  },
};

/** Names of the reactions known here. */
export type ReactionName =
  | '6Li(n,t)4He'
  | '10B(n,a1)7Li*'
  | '10B(n,a0)7Li'
  | '3He(n,p)3H'
  | '14N(n,p)14C'
  | '7Be(n,p)7Li'
  | '22Na(n,p)22Ne*'
  | '17O(n,a)14C'
  | '33S(n,a)30Si'
  | '35Cl(n,p)35S'
  | '40K(n,p)40Ar';

/**
 * The reaction of that name, nuclides in any notation (`6Li(n,t)4He`, `Li[6](n,t)He[4]`), or the reaction itself.
 *
 * @throws OperandoError `unsupported` for another name.
 */
export function reactionOf(reaction: string | Reaction): Reaction {
  if (typeof reaction !== 'string') return reaction;
  const name = reaction.replaceAll(/[A-Z][a-z]?\[\d+\]|[DT](?![a-z])/g, nuclideName);
  if (Object.hasOwn(reactions, name)) return reactions[name as ReactionName];
  throw new OperandoError('unsupported', `there is no reaction ${JSON.stringify(reaction)} here.`, {
    where: { parameter: 'reaction' },
    cure: `Reactions: ${Object.keys(reactions).join(', ')}.`,
  });
}
