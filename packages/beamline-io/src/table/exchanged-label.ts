/**
 * Where a line of labels gives a column the label of another: two columns exchanged in one of two lists would go unseen.
 * Labels that are merely spelled otherwise are none of the others.
 * @param labels As the header lists them. @param line As the line above the rows has them.
 * @returns Place of the column, from 0; undefined where there is none, or the line has another number of labels.
 */
export function exchangedLabel(labels: readonly string[], line: readonly string[]): number | undefined {
  if (line.length !== labels.length) return undefined;
  const [listed, written] = [labels, line].map((each) => each.map((label) => label.toLowerCase())) as [
    string[],
    string[],
  ];
  const known = new Set(listed);
  const at = written.findIndex((label, i) => label !== listed[i] && known.has(label));
  return at < 0 ? undefined : at;
}
