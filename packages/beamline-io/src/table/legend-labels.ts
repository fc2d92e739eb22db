/** What a beamline writes above a table instead of one line of labels: a list of its columns by number, or by a short code. */

/** `1) Mono Energy *`, several on a line; `1 - energy, eV`, one on each. */
const numbered: readonly ((line: string) => readonly (readonly [number: number, name: string])[])[] = [
  (line) => {
    const marks = [...line.matchAll(/(?:^|\s)(\d{1,3})\)\s/g)];
    return marks.map((mark, i) => [
      Number(mark[1]),
      line.slice(mark.index + mark[0].length, marks[i + 1]?.index ?? line.length).trim(),
    ]);
  },
  (line) => {
    const [, number, name] = /^(\d{1,3}) - (\S.*)$/.exec(line) ?? [];
    return number === undefined || name === undefined ? [] : [[Number(number), name.trim()]];
  },
];

/** `1_Energy (keV) 2_sec 3_mononrg`, all on one line. */
function inOneLine(line: string, columns: number): string[] | undefined {
  const marks = [...line.matchAll(/(?:^|\s)(\d{1,3})_(?=\S)/g)];
  // A name of its own may look like a mark.
  const inOrder: RegExpExecArray[] = [];
  for (const mark of marks) if (Number(mark[1]) === inOrder.length + 1) inOrder.push(mark);
  if (inOrder.length !== columns || columns < 2) return undefined;
  return inOrder.map((mark, i) => line.slice(mark.index + mark[0].length, inOrder[i + 1]?.index ?? line.length).trim());
}

const bare = (line: string): string => line.replace(/^[\s#%;!]+(?:C\s+)?/, '').trim();

/**
 * Labels of a table that the lines above it list by number: 12-BM, 9-BM, 20-BM and 20-ID of APS, P64 of PETRA.
 * @returns Undefined unless each column has one.
 */
export function legendLabels(header: readonly string[], columns: number): string[] | undefined {
  const lines = header.slice(-200).map(bare);
  for (const line of lines.toReversed()) {
    const labels = inOneLine(line, columns);
    if (labels !== undefined) return labels;
  }
  for (const entries of numbered) {
    const names = new Map(lines.flatMap(entries).filter(([, name]) => name !== ''));
    const labels = Array.from({ length: columns }, (_, i) => names.get(i + 1));
    if (columns > 1 && names.size === columns && labels.every((label) => label !== undefined)) return labels;
  }
  return undefined;
}

/** Whether a line is one of a list of columns, and so no line of labels. */
export function isLegendLine(text: string): boolean {
  return /^\s*\d{1,3}(?:\)\s|\s-\s)/.test(text);
}

/** Names that a line such as `D1 = {I0} --> 13BMD:scaler1` gives to codes that stand as labels. */
export function namesOfCodes(header: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    header.slice(-500).flatMap((line): [string, string][] => {
      const [, code, name] = /^\s*[#;%!]\s*([A-Z]\d{1,3})\s*=\s*\{([^{}]*\S)\s*\}/.exec(line) ?? [];
      return code === undefined || name === undefined ? [] : [[code, name.trim()]];
    }),
  );
}
