/** What the label of a column of widths of Q says of its numbers. */
export interface WidthLabel {
  /** What the widths are, where the label says. */
  readonly kind?: 'sigma' | 'fwhm';
  /** Widths over Q, not in units of Q. */
  readonly relative: boolean;
  /** What brings the numbers to widths: percent, half widths. */
  readonly factor: number;
}

const longest = 80;
/** Every word that labels of widths are made of, the longer before those they begin with. */
const words =
  /resolution|uncertainty|deviations?|relative|percent|maximum|standard|sigma|delta|error|width|stdev|fwhm|hwhm|over|full|half|max|res|std|rms|dev|err|rel|qz|qx|of|at|to|in|q|d|s|e|o|1|[%/_\-\s().,:[\]]/y;
const quantity = /^q[xz]?$/;
/** Words that make a width of what they stand beside, or are one by themselves. */
const ofWidth =
  /^(resolution|uncertainty|deviations?|sigma|delta|error|width|stdev|fwhm|hwhm|res|std|rms|dev|err|d|s|e)$/;
const alone = /^(resolution|res|fwhm|hwhm)$/;
const signs: Readonly<Record<string, string>> = { σ: 'sigma', δ: 'd', Δ: 'd', '∆': 'd' };

function wordsOf(label: string): string[] | undefined {
  const text = label
    .slice(0, longest + 1)
    .replaceAll(/[σδΔ∆]/g, (sign) => signs[sign]!)
    .toLowerCase();
  if (text.length > 2 * longest) return undefined;
  const found: string[] = [];
  for (let at = 0; at < text.length; at = words.lastIndex) {
    words.lastIndex = at;
    const match = words.exec(text);
    if (match === null) return undefined;
    if (/[a-z%/]/.test(match[0])) found.push(match[0]);
  }
  return found;
}

/**
 * Whether a label is that of widths of Q, and what it says of them: `dQ`, `sigma_Q`, `dQ/Q [%]`, `Q resolution (FWHM)`.
 *
 * @param label Without a unit of inverse length.
 */
export function widthLabel(label: string): WidthLabel | undefined {
  const found = wordsOf(label);
  if (found === undefined) return undefined;
  const has = (...wanted: readonly string[]): boolean => wanted.some((word) => found.includes(word));
  const isWidth = found.some((word) => ofWidth.test(word));
  if (!(isWidth && found.some((word) => quantity.test(word))) && !found.some((word) => alone.test(word)))
    return undefined;
  const percent = has('%', 'percent');
  const over = found.some(
    (word, k) => (word === '/' || word === 'over' || word === 'o') && quantity.test(found[k + 1] ?? ''),
  );
  const half = has('hwhm') || (has('half') && !has('full'));
  const kind = has('fwhm', 'hwhm', 'full', 'half')
    ? 'fwhm'
    : has('sigma', 'std', 'stdev', 'standard', 'rms', 'dev', 'deviation', 'deviations')
      ? 'sigma'
      : undefined;
  return {
    ...(kind === undefined ? {} : { kind }),
    relative: percent || over || has('rel', 'relative'),
    factor: (percent ? 0.01 : 1) * (half ? 2 : 1),
  };
}
