import type { ResultFigure } from '@operando/core';
import { curveFigure } from '@operando/plot';
import type { FermiLevel } from './fermi-level.js';
import { chosenFrames, measuredCurve } from './measured-curve.js';
import type { XpsOptions } from './options.js';

/** Three spectra of the Fermi edge that the scale is set by, with what was fitted and where the level lies. */
export function fermiFigure({ name, data, fit }: FermiLevel, { width, title }: XpsOptions): ResultFigure[] {
  const { energy, values, sigma } = data;
  const n = energy.length;
  const { position, fitted } = fit;
  const chosen = chosenFrames(position.values.length, (f) => Number.isFinite(position.values[f]!));
  if (chosen.length === 0) return [];
  const svg = curveFigure({
    columns: chosen.map((f) => {
      const own = values.subarray(f * n, (f + 1) * n);
      const level = position.values[f]!;
      return [
        {
          xLabel: 'Binding energy',
          xUnit: 'eV',
          yLabel: 'Intensity',
          curves: [
            measuredCurve(`spectrum ${f}`, energy, own, sigma.subarray(f * n, (f + 1) * n)),
            { label: 'fit', x: energy, y: fitted.subarray(f * n, (f + 1) * n) },
            { label: 'Fermi level', x: [level, level], y: [Math.min(...own), Math.max(...own)] },
          ],
        },
      ];
    }),
    width: Math.max(width, 60 * chosen.length),
    title,
  });
  return [{ name: 'fermi-edge', title: `${name}: the Fermi edge that the energy scale is set by`, svg }];
}
