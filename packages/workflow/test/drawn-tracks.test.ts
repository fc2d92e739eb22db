import { describe, expect, it } from 'vitest';
import { drawnTracks } from '../src/techniques/xrd/drawn-tracks.js';

const column = (name: string, unit: string, ...values: number[]) => ({
  name,
  unit,
  values: Float64Array.from(values),
  stderr: Float64Array.from(values, () => 0.01),
});
const track = (id: number, way: number, area: number) => ({
  id,
  center: column('center', 'deg', 30 + id, Number.NaN, 30 + id + way),
  area: column('area', 'counts deg', area, Number.NaN, area),
});

describe('tracks drawn over the map', () => {
  it('are those that move, however strong the lines of the cell are, in their order', () => {
    const still = [0, 1, 2, 3].map((id) => track(id, 0.002, 5000 - id));
    const moving = [4, 5, 6, 7, 8, 9].map((id) => track(id, 0.3, 100 + id));
    expect(drawnTracks([...still, ...moving]).map(({ id }) => id)).toEqual([4, 5, 6, 7, 8, 9]);
    expect(drawnTracks([...still, ...moving.slice(0, 4)]).map(({ id }) => id)).toEqual([0, 1, 4, 5, 6, 7]);
    // Never seen: no place, no area.
    expect(drawnTracks([track(3, Number.NaN, Number.NaN)])).toHaveLength(1);
  });
});
