import type { RefineOptions } from '../options.js';
import type { Refinement } from '../result/refinement.js';

/** How phases are looked for: instrument, background and ranges as in a refinement. */
export interface IdentifyOptions extends Pick<RefineOptions, 'instrument' | 'background' | 'range' | 'excluded'> {
  /** Most phases that are looked for. @default 6 */
  readonly mostPhases?: number | undefined;
  /** How far the volume of a cell may move from that of its structure, as a share. @default 0.03 */
  readonly volumeReach?: number | undefined;
}

/** What speaks for a phase, and what against it. */
export interface PhaseEvidence {
  /** Of the phase. */
  readonly name: string;
  /** Whether it is taken to be there. */
  readonly isPresent: boolean;
  /** Whether it may be there though it is not taken to be: it stands out of what the others leave, and half of its lines are seen. */
  readonly isPossible: boolean;
  /** Scale over its standard error, the error scaled up by the misfit that is left. */
  readonly significance: number;
  /** What it takes off chi^2, beside the phases before it, as a share of what is there without it. */
  readonly chiSquareShare: number;
  /** Share of the area of all peaks that its lines have. */
  readonly areaShare: number;
  /** Lines that should stand out of the noise, where other phases leave room for them. */
  readonly linesExpected: number;
  /** How many of them are seen. */
  readonly linesSeen: number;
  /** Volume of the refined cell over that of its structure, less 1. */
  readonly volumeChange: number;
  /** Names of candidates that would take its place just as well: their lines are the same within the errors. */
  readonly alike: readonly string[];
  /** Among the phases that are there; NaN for others, and without masses. */
  readonly weightFraction: number;
}

/** Which phases a pattern shows. */
export interface IdentifiedPhases {
  /** Those that are there, in the order in which they were found (each explains most of what was left), then the others by significance. */
  readonly ranked: readonly PhaseEvidence[];
  /** Share of the area of all peaks that no phase explains. */
  readonly unexplained: number;
  /** The phases that are there, refined together; undefined when there are none. */
  readonly refinement?: Refinement;
}
