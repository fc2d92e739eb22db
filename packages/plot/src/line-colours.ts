/**
 * Colours for lines and groups, told apart by readers with colour-vision
 * deficiency (Okabe and Ito 2008, without yellow, which is too pale for thin lines).
 */
export const lineColours: readonly string[] = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#e69f00',
  '#000000',
];

/** The `index`-th line colour, starting again after the last. */
export function lineColour(index: number): string {
  return lineColours[index % lineColours.length] ?? '#000000';
}
