// Where long names in code may go on in the next line.

/** Code up to so many characters stays whole. */
const short = 16;

/**
 * Code as HTML, in which long names may break behind points, underlines, brackets and the like, and before capital letters, and nowhere
 * else: `instrument.resolutionFactor` becomes two lines in a narrow cell, not `instrument.resolutionFac` and `tor`.
 *
 * @param html One `code` element, its text escaped.
 */
export function breakable(html) {
  return html.replace(/>([^<>]*)<\/code>$/, (whole, text) =>
    text.length <= short
      ? whole
      : `>${text.replaceAll(/(&[#a-z0-9]+;)|[./_([{,:=|](?=\w)|[a-z](?=[A-Z])/g, (found, entity) => (entity === undefined ? `${found}<wbr>` : found))}</code>`,
  );
}
