/** Nodes of the 15-point Kronrod rule on [-1, 1] (Piessens et al., QUADPACK, 1983, routine QK15). */
const half = [
  0.9914553711208126, 0.9491079123427585, 0.8648644233597691, 0.7415311855993945, 0.5860872354676911,
  0.4058451513773972, 0.20778495500789848,
];
const kronrodHalf = [
  0.022935322010529224, 0.06309209262997856, 0.10479001032225019, 0.14065325971552592, 0.1690047266392679,
  0.19035057806478542, 0.20443294007529889,
];
const gaussHalf = [0.1294849661688697, 0.27970539148927664, 0.3818300505051189];

const mirrored = (values: readonly number[], sign: number, middle: number): Float64Array =>
  Float64Array.from([...values.map((value) => sign * value), middle, ...values.toReversed()]);

export const kronrodNodes: Float64Array = mirrored(half, -1, 0);
export const kronrodWeights: Float64Array = mirrored(kronrodHalf, 1, 0.20948214108472782);
/** Weights of the 7-point Gauss rule at the same nodes, 0 at those it has not. */
export const gaussWeights: Float64Array = Float64Array.from({ length: 15 }, (_, i) => {
  if (i % 2 === 0) return 0;
  const k = (i - 1) / 2;
  return k === 3 ? 0.4179591836734694 : gaussHalf[k < 3 ? k : 6 - k]!;
});
