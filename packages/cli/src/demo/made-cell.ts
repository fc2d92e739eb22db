import { seededRandom } from '@operando/numerics';

/** A nickel oxide whose nickel goes from one state to another and back while it is charged and discharged: all that is known of it. */
export interface MadeCell {
  /** Energies of every spectrum, eV. */
  readonly energy: Float64Array;
  /** Counts before the sample and behind it, by spectrum. */
  readonly spectra: readonly {
    /** Begin after that of the log, s. */
    readonly start: number;
    readonly incident: Float64Array;
    readonly transmitted: Float64Array;
    /** Share of the charged state, 0 to 1. */
    readonly share: number;
    /** Energy at which the normalized absorption passes one half, eV. */
    readonly edge: number;
  }[];
  /** Exposure of a spectrum, s. */
  readonly exposure: number;
  /** The cycler: time in s, voltage in V, current in A (positive on charge). */
  readonly log: { readonly time: Float64Array; readonly voltage: Float64Array; readonly current: Float64Array };
}

/** What the nickel absorbs in a state: its edge (eV), and the height of its white line. */
interface State {
  readonly edge: number;
  readonly whiteLine: number;
}

const discharged: State = { edge: 8344.6, whiteLine: 0.42 };
const charged: State = { edge: 8346.2, whiteLine: 0.58 };

/** Square of a photoelectron's wavenumber (1/angstrom^2) for each eV above the edge is about 0.2625. */
const wavenumber = (above: number): number => Math.sqrt(0.2625 * Math.max(0, above));

/** Normalized absorption of a state: a step, a line on it, and waves behind it that fade away. */
function absorption(energy: number, { edge, whiteLine }: State): number {
  const above = energy - edge;
  const step = 0.5 * (1 + Math.tanh(above / 1.7));
  const line = whiteLine * Math.exp(-0.5 * ((above - 5) / 2.4) ** 2);
  const k = wavenumber(above);
  const waves = Math.exp(-0.02 * k * k) * Math.sin(4 * k + 0.6) * (1 - Math.exp(-((k / 3) ** 4)));
  return step + line + (0.25 * waves) / (1 + 0.15 * k * k);
}

const mixture = (energy: number, share: number): number =>
  (1 - share) * absorption(energy, discharged) + share * absorption(energy, charged);

/** Where the absorption of a mixture passes one half, by bisection. */
function edgeOf(share: number): number {
  let [below, above] = [discharged.edge - 10, charged.edge + 3];
  while (above - below > 1e-9) {
    const middle = 0.5 * (below + above);
    if (mixture(middle, share) < 0.5) below = middle;
    else above = middle;
  }
  return 0.5 * (below + above);
}

/** Energies as a monochromator is driven: in coarse steps, fine ones across the edge, and coarse ones again, eV. */
function scannedEnergies(): Float64Array {
  const steps = (from: number, to: number, step: number): number[] =>
    Array.from({ length: Math.round((to - from) / step) }, (_, i) => Number((from + step * i).toFixed(1)));
  return Float64Array.from([...steps(8200, 8320, 4), ...steps(8320, 8380, 0.4), ...steps(8380, 9000, 3)]);
}

/** Seconds before the current begins, of the charge and of the discharge each, and from spectrum to spectrum. */
const [rest, half, cadence, exposure] = [600, 18_000, 600, 120];

/** Share of the charged state at a time: it rises with the charge and falls with it. */
const shareAt = (time: number): number => Math.max(0, 1 - Math.abs((time - rest) / half - 1));

function madeLog(): MadeCell['log'] {
  const time = Float64Array.from({ length: Math.round((2 * (rest + half)) / 30) + 1 }, (_, row) => 30 * row);
  const current = time.map((t) => (t < rest || t >= rest + 2 * half ? 0 : t < rest + half ? 2e-4 : -2e-4));
  const voltage = time.map((t, row) => {
    const share = shareAt(t);
    return Number((3.6 + 0.6 * share + 0.1 * Math.tanh(9 * (share - 0.8)) + 250 * current[row]!).toFixed(5));
  });
  return { time, voltage, current };
}

/** A cell through one charge and discharge, as a beamline and a cycler see it: the same at every call. */
export function madeCell(): MadeCell {
  const random = seededRandom(1);
  const energy = scannedEnergies();
  const frames = (2 * half) / cadence;
  const spectra = Array.from({ length: frames }, (_, frame) => {
    const start = rest + cadence * frame;
    const share = shareAt(start + 0.5 * exposure);
    const incident = energy.map((e) => Math.round(2e6 * (1 - 1e-4 * (e - 8200))));
    const transmitted = energy.map((e, i) => {
      const depth = 0.9 - 2e-4 * (e - 8340) + 0.8 * mixture(e, share);
      const counts = incident[i]! * Math.exp(-depth);
      return Math.max(1, Math.round(counts + Math.sqrt(counts) * random.normal()));
    });
    return { start, incident, transmitted, share, edge: edgeOf(share) };
  });
  return { energy, spectra, exposure, log: madeLog() };
}
