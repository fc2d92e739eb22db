import type { PatternModel } from '../model/pattern-model.js';

/** Widths that a line may move in one step: beyond them its derivative says nothing. */
const farthest = 1.5;

/** Shorten a step that would move a line by more than its widths allow. */
export function limitedStep({ phases }: PatternModel, step: Float64Array): void {
  let most = 0;
  for (const lines of phases) {
    const chains = lines.chains.filter(({ place }) => place !== undefined);
    for (let j = 0; j < lines.lines; j++) {
      if (lines.intensity[j] === 0) continue;
      let shift = 0;
      for (const { column, place } of chains) shift += place![j]! * step[column]!;
      const width = lines.gaussian[j]! + lines.lorentzian[j]!;
      most = Math.max(most, Math.abs(shift) / width);
    }
  }
  if (most <= farthest) return;
  for (let k = 0; k < step.length; k++) step[k]! *= farthest / most;
}
