import { describe, expect, it } from 'vitest';
import { imageFigure } from '../src/index.js';

const image = { label: 'slice 0', width: 4, height: 3, values: Float64Array.from({ length: 12 }, (_, i) => i) };

describe('imageFigure', () => {
  it('draws each image, its name, a bar of colours, and outlines along the edges of pixels', () => {
    const mask = [0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0];
    const svg = imageFigure({
      images: [image, { ...image, label: 'slice <1>', outlines: [{ label: 'void', mask }] }],
      label: 'Height',
      unit: 'um',
      title: 'Cell',
    });
    expect(svg.match(/<image /g)).toHaveLength(3);
    expect(svg).toContain('slice &lt;1&gt;');
    expect(svg).toContain('Height (um)');
    expect(svg).toContain('<title>Cell</title>');
    // Two long edges and two short ones.
    expect(/ d="([^"]+)"/.exec(svg)![1]!.match(/M/g)).toHaveLength(4);
    expect(imageFigure({ images: [image], label: 'Height', columns: 1 })).not.toContain('<path');
  });

  it('refuses what cannot be drawn', () => {
    expect(() => imageFigure({ images: [], label: '' })).toThrow(/no image/);
    expect(() => imageFigure({ images: [{ ...image, height: 4 }], label: '' })).toThrow(/12 values for 4 x 4/);
    expect(() => imageFigure({ images: [image], label: '', width: 10 })).toThrow(/width/);
  });
});
