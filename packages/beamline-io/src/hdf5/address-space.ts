import { OperandoError } from '@operando/core';

/** Pages of 64 kB as the HDF5 library asks for: those it begins with, and the most it may have. */
const pages = { initial: 256, maximum: 32_768 } as const;

/**
 * Whether compiled code can have memory here, before the HDF5 library asks for it: to some limits of batch systems (`ulimit -v`) what is
 * only reserved counts as used, and the library would end in words of its own.
 *
 * @throws OperandoError `too-large`.
 */
export function expectAddressSpace(): void {
  try {
    // Nothing of it is touched, so that it costs nothing.
    void new WebAssembly.Memory(pages);
  } catch (cause) {
    throw new OperandoError('too-large', 'HDF5 cannot be read with so little memory: none can be reserved.', {
      cure: 'Raise the limit of address space to 12 GB (ulimit -v, or the virtual memory of the batch job): it is reserved, not used.',
      cause,
    });
  }
}
