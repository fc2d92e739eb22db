import { isOperandoError, parseUnitText } from '@operando/core';

/** Units that stand in labels, as `parseUnitText` spells them. Single letters that are quantities, too, are none here: d, C, T, t. */
const unitName =
  /^(?:[kM]?ev|deg(?:rees?)?|m?rad(?:ians?)?|counts?|cts?|cps|ph(?:otons?)?|arb|units?|percent|angstroms?|ang|degc|kelvin|hours?|days?|minutes?|seconds?|sec|min|m?bar|[kmg]?pa|[munk]?g|[munk]?hz|m?ah)$/i;
const symbol = /^(?:K|h|[munpf]?s|[munk]?V|[munp]?A|[munpfck]?m|m?W|m?J|[kM]?ohm)$/;
const arbitrary = /^(?:a\.\s?u\.?|au|arb\.?(?:\s?u(?:nits?|\.)?)?|1|-)$/i;
const time = /^(?:[munp]?s|sec(?:onds?)?|min(?:utes?)?|h|hours?|days?)$/;
const timeName = /time|clock|dwell|duration|elapsed|^t$|^dt$/i;
/** A longer label is a sentence. */
const longest = 200;

/** Whether a text is a unit: names that are known here with their powers and a number, or that there is none. */
function isUnit(text: string): boolean {
  if (arbitrary.test(text)) return true;
  try {
    const { terms } = parseUnitText(text);
    return terms.length > 0 && terms.every(({ name }) => unitName.test(name) || symbol.test(name));
  } catch (error) {
    if (isOperandoError(error)) return false;
    throw error;
  }
}

/**
 * Quantity and unit of a label as the standards of units have it: `E/eV`, `mu / a.u.`, `q/A^-1`, `I(q)/cm^-1`, `flux/counts/s`;
 * or the inverse of a unit behind a blank: `q 1/nm`.
 * @returns Undefined where a ratio of two others may be meant: `itrans/i0`; `counts/s`, which is a unit as a whole; `I0/s`, counts of a
 * second, while times in seconds are `t/s`.
 */
export function slashParts(label: string): { readonly name: string; readonly unit: string } | undefined {
  if (label.length > longest) return undefined;
  for (let at = label.indexOf('/', 1); at > 0; at = label.indexOf('/', at + 1)) {
    const [name, unit] = [label.slice(0, at).trim(), label.slice(at + 1).trim()];
    if (unit === '' || !isUnit(unit)) continue;
    // `q 1/nm`: one over a unit, not of time, of which several counters are numbered (`rate 1/s`).
    const inverse = /^(.*\p{L}.*?)\s+1$/u.exec(name)?.[1];
    if (inverse !== undefined && !time.test(unit)) return { name: inverse, unit: `1/${unit}` };
    const isRatio = !/\p{L}/u.test(name) || isUnit(name) || (time.test(unit) && !timeName.test(name));
    return isRatio ? undefined : { name, unit };
  }
  return undefined;
}
