import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fittedLabel } from '../page/fitted-label.js';

const widthOf = (text: string): number => 7 * text.length;

describe('a label that is fitted', () => {
  it('is whole where there is room, loses the end of its name, and never its unit', () => {
    const label = 'Resistance of the charge transfer (Ω)';
    expect(fittedLabel(label, 300, widthOf)).toBe(label);
    expect(fittedLabel(label, 150, widthOf)).toBe('Resistance of th… (Ω)');
    expect(fittedLabel(label, 40, widthOf)).toBe('(Ω)');
    expect(fittedLabel('Intensity', 40, widthOf)).toBe('Inte…');
    expect(fittedLabel('Intensity', 10, widthOf)).toBe('');
  });

  it('is never wider than its room, unless its unit alone is', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z ]*$/),
        fc.constantFrom('', ' (V)', ' (cm)'),
        fc.nat(400),
        (name, unit, room) => {
          const fitted = fittedLabel(name + unit, room, widthOf);
          expect(widthOf(fitted) <= room || fitted === unit.trim()).toBe(true);
          expect(fitted.endsWith(unit.trim())).toBe(true);
        },
      ),
    );
  });
});
