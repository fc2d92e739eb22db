import { seriesWarnings } from '@operando/core';
import type { Electrochemistry, FrameSource, OperandoWarning, ProvenanceStep, Series } from '@operando/core';
import { chargeClosure, lithiationGradients, reactionAmount } from '@operando/edxrd-depth-profile';
import type {
  ChargeClosure,
  DepthProfile,
  LithiationGradients,
  PhaseProfile,
  ReactionAmount,
} from '@operando/edxrd-depth-profile';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { inBlocks } from '../../technique/read-files.js';
import { joinCycler } from '../../technique/join-cycler.js';
import type { Analysed } from '../../technique/technique.js';
import { counted } from '../../technique/words.js';
import { usedStep } from '../../technique/used-step.js';
import type { EdxrdOptions } from './options.js';
import { profileScan } from './profile-scan.js';

/** What `edxrd` takes. */
export interface EdxrdInput {
  /** [time x position x channel], or [time x position x detector x channel]. */
  readonly scan: Series<'channel', '1'> | FrameSource<'channel', '1'>;
  readonly cycler?: Electrochemistry | undefined;
}

/** What `edxrd` computed. */
export interface EdxrdAnalysis extends Analysed {
  readonly profile: DepthProfile;
  /** The phase whose lithium (or, without, whose first axis) is shown. */
  readonly shown: PhaseProfile;
  /** The quantity shown, with the cycler joined. */
  readonly series: Series<'position', 'um'>;
  /** Of the lithium content; absent without one. */
  readonly gradients?: LithiationGradients;
  readonly reactions: readonly ReactionAmount[];
  readonly closures: readonly ChargeClosure[];
  readonly electrochemistry?: Electrochemistry;
}

/** Fit block after block as they are read. */
function profileFrames(
  scan: FrameSource<'channel', '1'>,
  options: EdxrdOptions,
  context: RunContext,
): Promise<DepthProfile> {
  const { staticLine } = options;
  const normalisation = staticLine === undefined ? undefined : { staticLine };
  const running = { ...context, onProgress: progressOf(context, 'fitting') };
  return profileScan(scan, { ...options, normalisation }, running);
}

/** Reaction amounts and, with a cycler, closure, in slices that hold active material. */
function balanceOf(
  { lithium, activeAmount }: PhaseProfile,
  slices: number,
  series: Series,
  { stages, electrodeArea }: EdxrdOptions,
): Pick<EdxrdAnalysis, 'reactions' | 'closures'> {
  if (lithium === undefined || activeAmount === undefined) return { reactions: [], closures: [] };
  const balance = { activeAmount, stages };
  const reactions = reactionAmount(lithium, slices, balance);
  const capacity = series.channels['net_capacity_ah'];
  if (capacity === undefined || electrodeArea === undefined) return { reactions, closures: [] };
  // Discharge puts lithium into the electrode; the cycler counts it negative.
  const charge = capacity.values.map((value) => (-1000 * value) / electrodeArea);
  return { reactions, closures: chargeClosure(lithium, slices, charge, balance) };
}

/** That a balance has slices in it which were not measured. */
function closureWarnings(closures: readonly ChargeClosure[]): OperandoWarning[] {
  return closures.flatMap(({ stage, missing, ratio, measuredAmount, activeAmount }): OperandoWarning[] => {
    if (missing.length === 0 || !Number.isFinite(ratio.value)) return [];
    const name = stage.name ?? `frames ${stage.from} to ${stage.to}`;
    const share = (100 * (1 - measuredAmount / activeAmount)).toPrecision(2);
    return [
      {
        code: 'slices-missing',
        message: `${name}: ${counted(missing.length, 'slice')} with ${share} % of the active material ${missing.length === 1 ? 'has' : 'have'} no content at both ends. The balance takes them to have changed as the others on average; ${Number.isFinite(ratio.stderr) ? 'how much these differ is in its error' : 'by one slice alone its error is not known'}.`,
      },
    ];
  });
}

/** What was done after the fits: gradients, reaction amounts, the balance against the cycler. */
function laterSteps(
  { name, lithium, activeAmount }: PhaseProfile,
  { reactions, closures }: Pick<EdxrdAnalysis, 'reactions' | 'closures'>,
  { electrodeArea }: EdxrdOptions,
): ProvenanceStep[] {
  if (lithium === undefined) return [];
  const balance = { phase: name, activeAmount, stages: reactions.map(({ stage }) => stage) };
  return [
    usedStep('edxrd-depth-profile/lithiationGradients', { phase: name }),
    ...(reactions.length === 0 ? [] : [usedStep('edxrd-depth-profile/reactionAmount', balance)]),
    ...(closures.length === 0 ? [] : [usedStep('edxrd-depth-profile/chargeClosure', { ...balance, electrodeArea })]),
  ];
}

/** Fit, and bring the cycler to it. */
export async function analyseEdxrd(
  { scan, cycler }: EdxrdInput,
  options: EdxrdOptions,
  context: RunContext,
): Promise<EdxrdAnalysis> {
  const profile = await profileFrames(inBlocks(scan), options, context);
  const { series, warnings, ...joined } = joinCycler(profile.series, cycler, options);
  const shown = profile.phases.find(({ name }) => name === profile.shown.phase)!;
  const frames = series.time.start.length;
  const stages = context.isGrowing === true ? options.stages?.filter(({ to }) => to < frames) : options.stages;
  const balance = balanceOf(shown, profile.positions.length, series, { ...options, stages });
  return {
    ...joined,
    profile,
    shown,
    series,
    ...(shown.lithium === undefined ? {} : { gradients: lithiationGradients(series) }),
    ...balance,
    steps: [...series.provenance, ...laterSteps(shown, balance, options)],
    warnings: [...warnings, ...closureWarnings(balance.closures), ...seriesWarnings(series)],
  };
}
