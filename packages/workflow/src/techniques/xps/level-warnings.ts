import { statusOf } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { RegionData, RegionSeriesFit } from '@operando/photoelectron-fit';
import { counted } from '../../technique/words.js';
import type { FittedLevel } from './fitted-level.js';

/** How many points in a row at the highest value are a flat top, and the counts they must have. */
const flatPoints = 5;

/** Frames whose highest value stands in a row, as of a detector that counts no faster. */
function saturatedFrames({ energy, values, sigma }: RegionData): number[] {
  const n = energy.length;
  return Array.from({ length: values.length / n }, (_, f) => f).filter((f) => {
    const row = values.subarray(f * n, (f + 1) * n);
    const top = row.reduce((most, value) => Math.max(most, value), -Infinity);
    let run = 0;
    return row.some((value, i) => {
      run = value === top && top > 20 * sigma[f * n + i]! ? run + 1 : 0;
      return run >= flatPoints;
    });
  });
}

/** Frames in whose window values are missing: a fit takes all points or none. */
function brokenFrames({ energy, values }: RegionData): number[] {
  const n = energy.length;
  return Array.from({ length: values.length / n }, (_, f) => f).filter((f) =>
    values.subarray(f * n, (f + 1) * n).some((value) => !Number.isFinite(value)),
  );
}

/** How a fit ended, parameters by their names. */
function inNames({ fit, model }: RegionSeriesFit): string {
  const { parameters } = model.layout;
  return fit.message.replace(/(?<=do not determine parameters )[\d, ]+\d/, (numbers) =>
    numbers
      .split(', ')
      .map((k) => parameters[Number(k)]?.name ?? k)
      .join(', '),
  );
}

/** What has to be said of a fitted level. */
export function levelWarnings({ name, fit, comparison, components }: FittedLevel): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  const saturated = saturatedFrames(fit.data);
  if (saturated.length > 0)
    warnings.push({
      code: 'saturated',
      message: `${name}: ${saturated.length} spectra have ${flatPoints} points or more in a row at their highest value (first: frame ${saturated[0]}), as of a detector that counts no faster.`,
      where: { frame: saturated[0]! },
    });
  const broken = brokenFrames(fit.data);
  if (broken.length > 0)
    warnings.push({
      code: 'points-masked',
      message: `${name}: ${counted(broken.length, 'spectrum', 'spectra')} (first: frame ${broken[0]}) ${broken.length === 1 ? 'lacks' : 'lack'} values among the energies that are fitted: not fitted (status masked). Mend them, or give the region energies without them.`,
      where: { frame: broken[0]! },
    });
  if (fit.fit.status !== 'converged') warnings.push({ code: 'not-converged', message: `${name}: ${inNames(fit)}.` });
  const bounded = fit.model.layout.parameters.filter(
    ({ scope }, k) => scope !== 'fixed' && scope !== 'free' && fit.fit.clipped[k] === 1,
  );
  if (bounded.length > 0)
    warnings.push({
      code: 'at-bound',
      message: `${name}: ${bounded.map((each) => each.name).join(', ')} ended on a bound, and counts as known.`,
    });
  const ended = components.flatMap((each) => {
    const count = each.center.status.filter((status) => status === statusOf['at-bound']).length;
    return count === 0 ? [] : [`${each.name} (${counted(count, 'spectrum', 'spectra')})`];
  });
  if (ended.length > 0)
    warnings.push({
      code: 'at-bound',
      message: `${name}: energies of ${ended.join(', ')} ended as far from their begin as they may, and have no error: begin elsewhere (center), widen range, or leave the line out.`,
    });
  if (comparison?.isOtherBetter === true)
    warnings.push({
      code: 'background-doubtful',
      message: `${name}: over the background ${fit.model.layout.background} chi2 is ${fit.fit.chiSquare.toFixed(0)} for ${fit.fit.degreesOfFreedom.toFixed(0)} degrees of freedom, over ${comparison.background} ${comparison.chiSquare.toFixed(0)}: areas depend on the background.`,
    });
  const misfits = fit.status.reduce((count, status) => count + (status === statusOf.misfit ? 1 : 0), 0);
  if (misfits > 0 && fit.fit.chiSquare > fit.fit.degreesOfFreedom + 5 * Math.sqrt(2 * fit.fit.degreesOfFreedom))
    warnings.push({
      code: 'misfit',
      message: `${name}: ${misfits} of ${fit.status.length} spectra are not described by the components and the background given: their errors are too small.`,
    });
  return warnings;
}
