import { fitReflectivity, reflectivity, reflectivityDerivatives } from '@operando/nr-sld-fit';
import type { Slab } from '@operando/nr-sld-fit';
import { runPython } from './python.js';

/** Time of one run in microseconds, median of several. */
function microseconds(run: () => void, budget = 60): number {
  run();
  const once = performance.now();
  run();
  const repeats = Math.max(1, Math.min(2000, Math.round(budget / Math.max(0.005, performance.now() - once))));
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    for (let i = 0; i < repeats; i++) run();
    return (1000 * (performance.now() - start)) / repeats;
  }).toSorted((a, b) => a - b);
  return times[4]!;
}

function stack(layers: number, absorption: number): Slab[] {
  return [
    { sld: 2.07 },
    ...Array.from({ length: layers }, (_, i): Slab => ({
      thickness: 50 + i,
      sld: 1 + ((i * 37) % 50) / 10,
      isld: absorption,
      roughness: 4,
    })),
    { sld: 6.36, isld: absorption, roughness: 3 },
  ];
}

/** Reflectivity, its derivatives, resolution, a fit. */
export function benchmarkReflectivity(): string {
  const lines = ['\nReflectivity, one thread'];
  for (const [layers, points] of [
    [3, 200],
    [10, 1000],
    [100, 1000],
  ] as const) {
    const q = Float64Array.from({ length: points }, (_, i) => 0.008 + (0.3 * i) / points);
    const absorbing = microseconds(() => void reflectivity(q, stack(layers, 0.01)));
    const real = microseconds(() => void reflectivity(q, stack(layers, 0)));
    const gradient = microseconds(() => void reflectivityDerivatives(q, stack(layers, 0.01)));
    lines.push(
      `  ${String(layers).padStart(3)} layers x ${String(points).padStart(4)} Q  with absorption ${absorbing.toFixed(0).padStart(6)} us  real ${real.toFixed(0).padStart(6)} us  with ${4 * (layers + 2)} derivatives ${gradient.toFixed(0).padStart(6)} us = ${(gradient / absorbing).toFixed(2)} x R`,
    );
  }
  const q = Float64Array.from({ length: 200 }, (_, i) => 0.008 + (0.3 * i) / 200);
  const smeared = microseconds(
    () => void reflectivity(q, stack(3, 0.01), { resolution: { relative: 0.05, kind: 'fwhm', tolerance: 1e-4 } }),
  );
  lines.push(`  3 layers x 200 Q through 5 % resolution, error 1e-4 promised  ${smeared.toFixed(0)} us`);
  const truth: Slab[] = [
    { sld: 2.07 },
    { thickness: 40, sld: -1.95, roughness: 5 },
    { thickness: 400, sld: 6.5, roughness: 6 },
    { sld: 5.9, roughness: 12 },
  ];
  const r = reflectivity(q, truth).map((value, i) => value * (1 + 0.02 * Math.sin(37 * i)));
  const data = { q, r, dr: r.map((value) => 0.02 * value) };
  const parameters = {
    ti: { value: 42, bounds: [20, 70] as [number, number] },
    cu: { value: 396, bounds: [350, 450] as [number, number] },
    cu_sld: { value: 6.4, bounds: [6, 7] as [number, number] },
    rough: { value: 10, bounds: [2, 20] as [number, number] },
    scale: { value: 0.98, bounds: [0.8, 1.2] as [number, number] },
  };
  const layers = [
    { sld: 2.07 },
    { thickness: 'ti', sld: -1.95, roughness: 5 },
    { thickness: 'cu', sld: 'cu_sld', roughness: 6 },
    { sld: 5.9, roughness: 'rough' },
  ];
  const fit = microseconds(() => void fitReflectivity({ parameters, layers, scale: 'scale' }, data), 200);
  lines.push(`  fit of 5 parameters to 200 points  ${(fit / 1000).toFixed(2)} ms`);
  const peers = runPython('reflectivity_peers') as Readonly<Record<string, number>> | undefined;
  for (const [name, time] of Object.entries(peers ?? {})) lines.push(`  ${name}  ${time.toFixed(0)} us`);
  return lines.join('\n');
}
