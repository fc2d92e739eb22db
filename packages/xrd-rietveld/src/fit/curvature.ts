/**
 * What Gauss-Newton leaves out of second derivatives (residuals times how the model bends), learnt from how the gradient changes over
 * steps: a structured secant update with sizing, used as long as it foretells falls of the objective better than plain equations do
 * (Dennis, Gay and Welsch, ACM Trans. Math. Softw. 7 (1981) 348). Where residuals are large, as lines that the model gets wrong leave
 * them, plain steps come to the minimum slowly.
 */
export interface Curvature {
  /** Square, added to the normal equations of the first parameters. */
  readonly matrix: Float64Array;
  /** Whether it foretold the last fall better than plain equations. */
  readonly isTrusted: boolean;
  /** Nothing is known. */
  forget(): void;
  /** What is known may not hold here: it is not trusted until it has foretold a fall. */
  doubt(): void;
  /** Judge by where a step led: `plain` is the fall that equations without it foretold. */
  judge(step: Float64Array, plain: number, fall: number): void;
  /**
   * Learn from a step that was taken.
   *
   * @param change How much C^T W r fell over it.
   * @param explained The part of that which the equations where it led explain: C^T W C times the step.
   */
  learn(step: Float64Array, change: Float64Array, explained: Float64Array): void;
}

/** Steps against which the gradient hardly rises say nothing. */
const leastRise = 1e-3;

/** Curvature of so many parameters. */
export function createCurvature(count: number): Curvature {
  const matrix = new Float64Array(count * count);
  const rest = new Float64Array(count);
  let isKnown = false;
  let isTrusted = false;
  const along = (step: Float64Array): number => {
    let sum = 0;
    for (let j = 0; j < count; j++) {
      rest[j] = rowTimes(matrix, j, count, step);
      sum += rest[j]! * step[j]!;
    }
    return sum;
  };
  return {
    matrix,
    get isTrusted() {
      return isTrusted;
    },
    forget() {
      matrix.fill(0);
      isKnown = false;
      isTrusted = false;
    },
    doubt() {
      isTrusted = false;
    },
    judge(step, plain, fall) {
      isTrusted = isKnown && Math.abs(plain - along(step) - fall) < Math.abs(plain - fall);
    },
    learn(step, change, explained) {
      const rise = dot(step, change, count);
      const left = rise - dot(step, explained, count);
      if (!(rise > leastRise * dot(step, explained, count))) return;
      const own = along(step);
      // What was learnt far away is brought to the size that it has here.
      const sizing = own === 0 ? 0 : Math.min(1, Math.abs(left / own));
      for (let k = 0; k < matrix.length; k++) matrix[k]! *= sizing;
      for (let j = 0; j < count; j++) rest[j] = change[j]! - explained[j]! - sizing * rest[j]!;
      const inner = dot(step, rest, count) / (rise * rise);
      for (let j = 0; j < count; j++) {
        for (let k = 0; k < count; k++) {
          matrix[j * count + k]! +=
            (rest[j]! * change[k]! + change[j]! * rest[k]!) / rise - inner * change[j]! * change[k]!;
        }
      }
      isKnown = true;
    },
  };
}

function rowTimes(matrix: Float64Array, row: number, count: number, vector: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += matrix[row * count + k]! * vector[k]!;
  return sum;
}

function dot(one: Float64Array, other: Float64Array, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += one[k]! * other[k]!;
  return sum;
}
