/** Highest point within 20 eV above the edge, by the parabola through it and its neighbours. */
export function whiteLineFinder(
  grid: Float64Array,
  e0: number,
): (
  space: Float64Array,
  at: number,
  step: number,
  shift: number,
  maps: { readonly whiteLineEnergy: Float32Array; readonly whiteLine: Float32Array },
  pixel: number,
) => void {
  const n = grid.length;
  const base = Math.max(1, Math.floor(n / 10));
  return (space, at, step, shift, maps, pixel) => {
    let best = -1;
    for (let i = 1; i < n - 1; i++) {
      const above = grid[i]! - e0 - shift;
      if (above < 0 || above > 20) continue;
      if (best < 0 || space[at + i]! > space[at + best]!) best = i;
    }
    if (best < 0) return;
    let floor = 0;
    for (let e = 0; e < base; e++) floor += space[at + e]! / base;
    const [x0, x1, x2] = [grid[best - 1]!, grid[best]!, grid[best + 1]!];
    const [y0, y1, y2] = [space[at + best - 1]!, space[at + best]!, space[at + best + 1]!];
    const [left, right] = [(y1 - y0) / (x1 - x0), (y2 - y1) / (x2 - x1)];
    const curvature = (right - left) / (x2 - x0);
    const middle = curvature < 0 ? Math.min(x2, Math.max(x0, 0.5 * (x0 + x1) - left / (2 * curvature))) : x1;
    maps.whiteLineEnergy[pixel] = middle;
    maps.whiteLine[pixel] = (y0 + left * (middle - x0) + curvature * (middle - x0) * (middle - x1) - floor) / step;
  };
}
