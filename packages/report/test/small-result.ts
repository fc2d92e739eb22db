import { createTable, statusOf } from '@operando/core';
import type { Result, ResultView } from '@operando/core';
import { seededRandom } from '@operando/fixtures';

/** What a file may be called, and a title say. */
export const hostileFile = '<script>alert(1)</script>.xdi';
export const hostileTitle = `"Cell" <img src=x onerror=alert(2)> 'A' & <b>B</b>`;

/** Frames and points of {@link smallResult}. */
export const frames = 24;
export const points = 60;

const energy = Float64Array.from({ length: points }, (_, i) => 8300 + 2 * i);
const start = Float64Array.from({ length: frames }, (_, frame) => 600 * frame);

/** Counts of every frame and point, one of them missing. */
export function counts(): Float64Array {
  const random = seededRandom(11);
  const values = Float64Array.from({ length: frames * points }, () => Math.round(200 + 40 * random.uniform()));
  values[5 * points + 7] = Number.NaN;
  return values;
}

function view(): ResultView {
  return {
    name: 'spectra',
    title: 'Spectra of "x" <y>',
    x: { name: 'Energy', unit: 'eV' },
    y: { name: 'Counts', unit: 'counts' },
    time: { start, duration: start.map(() => 600) },
    map: { x: energy, values: counts() },
    tracks: [{ name: 'edge', values: start.map((_, frame) => 8340 + frame) }],
    curves: [{ frame: 0, name: 'model', kind: 'fit', first: 10, values: new Float64Array(20).fill(210) }],
    ranges: [{ name: '</style><i>used</i>', from: 8310, to: 8330 }],
    traces: [{ name: 'voltage', unit: 'V', time: Float64Array.of(0, 7200, 14_400), values: Float64Array.of(3, 4, 3) }],
  };
}

/** A result of a few frames whose names and texts would run, or break a page, if they were taken for HTML. */
export function smallResult(): Result {
  const edge = start.map((_, frame) => (frame === 3 ? Number.NaN : frame === 9 ? Infinity : 8340.123_456_789 + frame));
  return {
    technique: 'x-small',
    headline: { frames, '</script><script>alert(3)</script>': 1 },
    text: `${frames} spectra\n<b>not bold</b>`,
    tables: [
      createTable({
        name: 'results',
        index: { rows: 'frame', columns: [{ name: 'frame', unit: '1', values: start.map((_, frame) => frame) }] },
        columns: [
          { name: 'file', words: Array.from(start, (_, frame) => (frame === 2 ? hostileFile : `scan_${frame}.xdi`)) },
          { name: 'time', unit: 's', values: start.map((from) => from + 300) },
          { name: 'voltage', unit: 'V', values: start.map((_, frame) => 3 + Math.abs(((frame + 12) % 24) - 12) / 12) },
          { name: 'current', unit: 'A', values: start.map((_, frame) => (frame < 12 ? 0.01 : -0.01)) },
          {
            name: 'edge',
            unit: 'eV',
            values: edge,
            stderr: edge.map((_, frame) => (frame === 4 ? Number.NaN : 0.012)),
            status: Uint8Array.from(edge, (_, frame) => (frame === 6 ? statusOf.misfit : statusOf.converged)),
          },
        ],
      }),
      createTable({
        name: 'parameters',
        index: { rows: 'parameter', columns: [{ name: 'parameter', words: ['b', '=HYPERLINK("x")', 'a'] }] },
        columns: [{ name: 'value', unit: '', values: Float64Array.of(2, Number.NaN, 0.1 + 0.2) }],
      }),
    ],
    figures: [
      {
        name: 'figure',
        title: 'A figure <u>of it</u>',
        svg: '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><script>alert(4)</script><rect width="40" height="20" fill="#d55e00"/></svg>',
      },
    ],
    views: [view()],
    details: {},
    warnings: [
      { code: 'time-unknown', message: 'A warning with <em>tags</em> & "quotes".', where: { file: hostileFile } },
    ],
    provenance: {
      technique: 'x-small',
      versions: { operando: '0.1.0' },
      options: { title: hostileTitle, width: 170, nested: { list: [1, 2, 3] } },
      inputs: [{ role: 'data', name: hostileFile, size: 1234, sha256: 'ab'.repeat(32) }],
      seeds: {},
      steps: [{ step: 'x-small/step', options: { name: '<!-- </script> -->' } }],
    },
  };
}
