import { erf } from '@operando/numerics';

/** Words of {@link InterfaceShape}. */
export const interfaceShapes = ['erf', 'tanh', 'linear', 'exponential', 'sinusoidal', 'step'] as const;

/** How an SLD goes over from one layer to the next. */
export type InterfaceShape = (typeof interfaceShapes)[number];

const tanhScale = Math.sqrt(2 / Math.PI);
const sineScale = Math.PI / Math.sqrt(Math.PI * Math.PI - 8);

/**
 * Share of the lower layer at a height over the interface, in standard deviations: from 0 to 1. Each shape's
 * own standard deviation is the roughness, where it has one.
 */
export function interfaceShare(shape: InterfaceShape, u: number): number {
  switch (shape) {
    case 'tanh':
      return 0.5 * (1 + Math.tanh(tanhScale * u));
    case 'linear':
      return Math.min(1, Math.max(0, 0.5 + u / (2 * Math.sqrt(3))));
    case 'exponential':
      return u < 0 ? 0.5 * Math.exp(Math.SQRT2 * u) : 1 - 0.5 * Math.exp(-Math.SQRT2 * u);
    case 'sinusoidal':
      return Math.abs(u) >= sineScale ? (u < 0 ? 0 : 1) : 0.5 * (1 + Math.sin((0.5 * Math.PI * u) / sineScale));
    case 'step':
      return u < 0 ? 0 : 1;
    case 'erf':
    default:
      return 0.5 * (1 + erf(u / Math.SQRT2));
  }
}
