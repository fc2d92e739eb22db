// Where long names in code may go on in the next line.

/** Words of code up to so many characters stay whole. */
const short = 16;
/** A sign behind which, or a letter before a capital, where a word may break; entities are none of these. */
const place = /(&[#a-z0-9]+;)|\.(?=[A-Za-z_])|[,:](?=\S)|[/_([{=|](?=\w)|[a-z](?=[A-Z])/g;

const broken = (word) =>
  word.length <= short
    ? word
    : word.replaceAll(place, (found, entity) => found + (entity === undefined ? '<wbr>' : ''));

/**
 * Code as HTML, in which long names may break behind points, underlines, brackets and the like, and before capital letters, and nowhere
 * else: `instrument.resolutionFactor` becomes two lines in a narrow cell, not `instrument.resolutionFac` and `tor`.
 *
 * @param html One `code` element, its text escaped.
 */
export const breakable = (html) =>
  html.replace(/>([^<>]*)<\/code>$/, (_, text) => `>${text.replaceAll(/\S+/g, broken)}</code>`);
