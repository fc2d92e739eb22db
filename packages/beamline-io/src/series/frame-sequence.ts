import type { OperandoWarning } from '@operando/core';
import { said } from '../text/said.js';

const lastNumber = /(\d+)(?!.*\d)/;

/**
 * Numbers that a run of names leaves out, and frames that hold what the one before them holds.
 * @param repeated These frames.
 */
export function sequenceWarnings(
  frames: readonly { readonly name: string }[],
  repeated: readonly number[],
): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  const parts = frames.map(
    ({ name }) => [name.replace(lastNumber, '#'), Number(lastNumber.exec(name)?.[1] ?? Number.NaN)] as const,
  );
  const missing: number[] = [];
  for (let i = 1; i < parts.length && missing.length < 1000; i++) {
    const [[stem, number], [nextStem, next]] = [parts[i - 1]!, parts[i]!];
    // A run that steps by one elsewhere, and jumps here.
    if (stem === nextStem && next > number + 1 && next - number < 1000)
      for (let k = number + 1; k < next; k++) missing.push(k);
  }
  const steps = parts.filter(
    ([stem, number], i) => i > 0 && stem === parts[i - 1]![0] && number === parts[i - 1]![1] + 1,
  ).length;
  if (missing.length > 0 && steps > frames.length / 2) {
    warnings.push({
      code: 'frames-missing',
      message: said`${missing.length} numbers are missing among the files: ${missing.slice(0, 12).join(', ')}${missing.length > 12 ? ', …' : ''}.`,
    });
  }
  if (repeated.length > 0)
    warnings.push({
      code: 'frames-repeated',
      message: said`${repeated.length} frames hold exactly what the one before them holds, first ${frames[repeated[0]!]!.name}.`,
      where: { frame: repeated[0]! },
    });
  return warnings;
}
