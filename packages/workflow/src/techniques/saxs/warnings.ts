import type { OperandoWarning } from '@operando/core';
import { isFar } from '@operando/small-angle-fit';
import type { CouplingComparison, CutSeriesFit, OtherMinimum, SeriesProfiles } from '@operando/small-angle-fit';
import { counted } from '../../technique/words.js';
import type { CutFrames } from './cut-frames.js';
import type { SaxsOptions } from './options.js';

/** Frames by their numbers, the first few. */
function named(frames: readonly number[]): string {
  return `${frames.slice(0, 5).join(', ')}${frames.length > 5 ? ', ...' : ''}`;
}

/** What is known of a fitted series. */
interface Told {
  readonly fit: CutSeriesFit;
  readonly profiles: SeriesProfiles;
  readonly otherMinima: readonly OtherMinimum[];
  readonly used: CutFrames;
  /** Of a model that does not describe most frames: how well others would. */
  readonly couplings: readonly CouplingComparison[];
}

/** Chi-square must fall by this factor for another coupling to be worth a word. */
const betterBy = 2;

/** Another coupling that describes the frames better. */
function couplingWords([own, ...others]: readonly CouplingComparison[]): string {
  const best = others.toSorted((a, b) => a.reducedChiSquare - b.reducedChiSquare)[0];
  if (own === undefined || best === undefined || !(betterBy * best.reducedChiSquare < own.reducedChiSquare)) return '';
  return ` With coupling: ${best.coupling} the first, the middle and the last have a reduced chi-square of ${best.reducedChiSquare.toPrecision(3)} (${own.coupling}: ${own.reducedChiSquare.toPrecision(3)}).`;
}

function misfits({ fit, used, couplings }: Told): OperandoWarning[] {
  const bad = used.frames.filter((_, i) => isFar(fit.fits[i]!));
  const stuck = used.frames.filter((_, i) => !['misfit', 'converged'].includes(fit.fits[i]!.status));
  return [
    ...(bad.length === 0
      ? []
      : [
          {
            code: 'misfit' as const,
            message: `The model does not describe ${counted(bad.length, 'frame')} (${named(bad)}) within the errors: sizes and distances from it may be wrong by more than their errors.${couplingWords(couplings)}`,
          },
        ]),
    ...(stuck.length === 0
      ? []
      : [
          {
            code: 'not-converged' as const,
            message: `Fits of ${counted(stuck.length, 'frame')} (${named(stuck)}) did not end in a minimum; the column of statuses says how they ended.`,
          },
        ]),
  ];
}

/** Minima that describe frames as well as that which was found. */
function twoSolutions({ fit, otherMinima, used }: Told): OperandoWarning[] {
  return otherMinima.map(({ frame, parameters, values, chiSquare }) => {
    const own = fit.fits[frame]!;
    const words = parameters.map((k) => {
      const { name, unit } = own.parameters[k]!;
      return `${name} ${own.values[k]!.toPrecision(4)} or ${values[k]!.toPrecision(4)}${unit === '1' ? '' : ` ${unit}`}`;
    });
    return {
      code: 'two-solutions',
      message: `Two minima describe frame ${used.frames[frame]!}: ${words.join(', ')} (chi-square ${own.chiSquare.toPrecision(4)} and ${chiSquare.toPrecision(4)}; status ambiguous). Others than the first, the middle and the last frame were not looked at. Give bounds, or share what does not change.`,
      where: { frame: used.frames[frame]! },
    };
  });
}

/** Shapes of background of which there is nothing. */
function unseen({ fit, profiles, used }: Told): OperandoWarning[] {
  return fit.fits[0]!.parameters.flatMap(({ name }, k): OperandoWarning[] => {
    const frames = used.frames.filter((_, i) => fit.fits[i]!.statuses[k] === 'not-visible');
    return frames.length === 0 || profiles.parameters.includes(k)
      ? []
      : [
          {
            code: 'undetermined',
            message: `There is nothing of what ${name} shapes in ${counted(frames.length, 'frame')} (${named(frames)}; status not-visible): it has no standard error there. Leave that term out.`,
          },
        ];
  });
}

/** What is to be said of fits and their intervals. */
export function saxsWarnings(told: Told): OperandoWarning[] {
  const { fit, profiles, used } = told;
  const { parameters, isDegenerate, skipped } = profiles;
  const names = parameters.map((k) => fit.fits[0]!.parameters[k]!.name);
  const degenerate = names.flatMap((name, p): OperandoWarning[] => {
    const frames = used.frames.filter((_, i) => isDegenerate[i]![p]!);
    return frames.length === 0
      ? []
      : [
          {
            code: 'undetermined',
            message: `The data hardly determine ${name} in ${counted(frames.length, 'frame')} (${named(frames)}; status degenerate): its standard error means nothing there, see its interval.`,
          },
        ];
  });
  const bounds = fit.fits[0]!.parameters.flatMap(({ name }, k): OperandoWarning[] => {
    const frames = used.frames.filter((_, i) => fit.fits[i]!.statuses[k] === 'at-bound');
    return frames.length === 0
      ? []
      : [
          {
            code: 'at-bound',
            message: `${name} ended on a bound in ${counted(frames.length, 'frame')} (${named(frames)}): it counts as held there, and has no standard error.`,
          },
        ];
  });
  return [
    ...misfits(told),
    ...degenerate,
    ...unseen(told),
    ...twoSolutions(told),
    ...bounds,
    ...(skipped === 0
      ? []
      : [
          {
            code: 'frames-doubtful' as const,
            message: `Standard errors of ${counted(skipped, 'further frame')} are doubtful, and no intervals were computed there (profiles: all computes them).`,
          },
        ]),
  ];
}

/** That a cut at grazing incidence is fitted with the form factor of a plain beam. */
export function grazingWarnings({ geometry, grazing, cut, populations }: SaxsOptions): OperandoWarning[] {
  const isGrazing = (geometry?.incidence ?? 0) > 0 && cut === 'horizontal';
  if (!isGrazing || grazing !== undefined || populations.every(({ form }) => form === 'peak')) return [];
  return [
    {
      code: 'waves-left-out',
      message:
        'The images are of grazing incidence and the model is that of a beam through the sample: distances are right, radii may be off by tenths. Give grazing, with a cut above the critical angle.',
    },
  ];
}
