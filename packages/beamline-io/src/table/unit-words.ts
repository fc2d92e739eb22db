import { roleOf, splitLabel } from './column-table.js';

const unit =
  /^[([]?(?:k?eV|deg(?:rees?)?|°|°?C|K|m?rad|counts?|cts|cps|a\.? ?u\.?|arb\.? ?u(?:nits?|\.)?|[mµun]?s|sec|min|h|[mµu]?V|[mµu]?A|m?Ah|(?:1\/)?(?:Å|A|nm|angstrom)(?:\^?-1)?|[mµuc]?m|%|-+|–|—)[)\]]?$/i;

/** Whether a word is a unit, in brackets or without, or a line for none. */
export const isUnitWord = (word: string): boolean => unit.test(word);

/** A name in quotes; the 2 of two-theta; a unit in brackets, or after a slash between blanks, with the name before it. */
const pieces =
  /"[^"]*"|(?:2\s+(?=th|θ))?(?:[^\s()[\]"]+|\([^()]*\)|\[[^[\]]*\])+(?:\s+(?:\([^()]*\)|\[[^[\]]*\])|\s+\/\s+[^\s()]+)?/giu;

/** What stands in brackets at the end of a name, or behind a slash. */
const unitOf = (name: string): string | undefined =>
  /\s(?:\(([^()]*)\)|\[([^[\]]*)\]|\/\s+(\S+))$/u
    .exec(name)
    ?.slice(1)
    .find((each) => each !== undefined);

/** Coordinates that no role stands for. */
const furtherCoordinate = /^(?:tof|time[ _-]of[ _-]flight|r|radius|chi|channels?|s|1\/d|d\*)$/i;
const isCoordinateName = (label: string): boolean => {
  const { name } = splitLabel(label);
  return roleOf(name) !== undefined || furtherCoordinate.test(name);
};

/** Units without brackets with the names before them: `Q 1/A I`. */
function withBareUnits(words: readonly string[]): string[] {
  const out: string[] = [];
  for (const word of words) {
    const before = out.at(-1);
    if (before !== undefined && isUnitWord(word) && isCoordinateName(before))
      out[out.length - 1] = `${before} (${word})`;
    else out.push(word);
  }
  return out;
}

/**
 * Names of columns kept apart by single blanks, with their units: `q (1/A) I`, `energy (1e-3 eV) mu`, `2 theta / deg I / counts`.
 * @returns Nothing where the first is no name of a coordinate and no unit is known: other words in brackets are a title.
 */
export function wordsWithUnits(text: string): string[] {
  const words = [...text.matchAll(pieces)].map(([word]) => word.replace(/^"(.*)"$/, '$1').trim());
  const first = words[0];
  if (first === undefined) return [];
  const isCoordinate = isCoordinateName(first);
  if (!isCoordinate && !words.some((word) => isUnitWord(unitOf(word)?.trim() ?? ''))) return [];
  return isCoordinate ? withBareUnits(words) : words;
}
