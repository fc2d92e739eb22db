import { OperandoError } from '@operando/core';
import FFT from 'fft.js';

/** A discrete Fourier transform of one size with its buffers, complex numbers as (re, im) pairs. */
export interface FourierBuffer {
  readonly size: number;
  /** 2 size values to fill before {@link inverse}; `forwardReal` reads the first `size` values as real. */
  readonly input: Float64Array;
  /** 2 size values: the answer of the last transform, overwritten by the next. */
  readonly output: Float64Array;
  /** Of real input, sum x_n exp(-2 pi i m n / size); only m up to size / 2 is filled. */
  forwardReal(): void;
  /** Of complex input, 1/size sum X_m exp(+2 pi i m n / size). */
  inverse(): void;
}

/** @throws OperandoError `invalid-argument` for a size that is not a power of two from 16. */
export function fourierBuffer(size: number): FourierBuffer {
  if (!(Number.isInteger(size) && size >= 16 && size <= 2 ** 20 && (size & (size - 1)) === 0)) {
    throw new OperandoError('invalid-argument', `a Fourier transform of ${size} points was asked for.`, {
      where: { parameter: 'nfft' },
      cure: 'Give a power of two from 16 to 2^20; 2048 is usual.',
    });
  }
  const transform = new FFT(size);
  const input = new Float64Array(2 * size);
  const output = new Float64Array(2 * size);
  return {
    size,
    input,
    output,
    forwardReal: () => transform.realTransform(output, input),
    inverse: () => transform.inverseTransform(output, input),
  };
}
