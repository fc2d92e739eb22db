/** A label in two parts: `Current(A)`, `Current [A]`, `Current / A` and `U[V]` alike; `vs. Li/Li+` behind them is left out. */
export function labelParts(label: string): { readonly name: string; readonly unit?: string } {
  const text = withoutReference(label.replaceAll('（', '(').replaceAll('）', ')').trim());
  const bracket = Math.max(text.lastIndexOf('('), text.lastIndexOf('['));
  const last = text.at(-1);
  if (bracket > 0 && (last === ')' || last === ']'))
    return { name: text.slice(0, bracket).trim(), unit: withoutReference(text.slice(bracket + 1, -1).trim()) };
  // Per gram or per area is part of the unit.
  const slash = text.replace(/ ?\/ ?(k?g|mg|c?m(2|\^2|²))$/, '').lastIndexOf('/');
  if (slash > 0 && slash < text.length - 1)
    return { name: text.slice(0, slash).trim(), unit: text.slice(slash + 1).trim() };
  return { name: text };
}

/** `Ewe (V) vs. Li/Li+` and `V vs. Ref.` without what the potential is measured against. */
function withoutReference(text: string): string {
  const at = text.toLowerCase().lastIndexOf(' vs');
  return at > 0 && /^ vs\b[^)\]]*$/i.test(text.slice(at)) ? text.slice(0, at).trim() : text;
}

/** Labels of which none occurs twice: `I`, `I (2)`. */
export function uniqueLabels(labels: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return labels.map((label) => {
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return count === 1 ? label : `${label} (${count})`;
  });
}

/** A label without the number that {@link uniqueLabels} gave it. */
export function withoutNumber(label: string): string {
  return label.replace(/ \(\d+\)$/, '');
}
