/**
 * Photoelectron spectra (XPS, HAXPES) fitted as series: line shapes, backgrounds, regions, energy references, shifts, amounts.
 * @module
 */
export { fitRegion, fitRegionSeries } from './region/fit-region-series.js';
export type { RegionSeriesFit, SpectrumRegion } from './region/fit-region-series.js';
export type { RegionData } from './region/region-data.js';
export { areaLimit, completeCovariance, componentResults, totalAreas } from './region/component-results.js';
export type { ComponentResult } from './region/component-results.js';
export type * from './region/region.js';
export { activeShirley } from './backgrounds/active-shirley.js';
export { shirley } from './backgrounds/shirley.js';
export type { ShirleyOptions, StaticBackground } from './backgrounds/shirley.js';
export { tougaard, tougaardCrossSection } from './backgrounds/tougaard.js';
export type { TougaardKernel } from './backgrounds/tougaard.js';
export { doniachSunjic, doniachSunjicBroadened, doniachSunjicMaximum } from './shapes/doniach-sunjic.js';
export { gaussianLorentzianProduct, gaussianLorentzianSum } from './shapes/gaussian-lorentzian.js';
export { lorentzianAsymmetric, lorentzianAsymmetricBroadened } from './shapes/lorentzian-asymmetric.js';
export type { ComponentShapeName } from './shapes/component-shape.js';
export { componentShapes } from './shapes/shapes.js';
export { compareBackgrounds } from './region/compare-backgrounds.js';
export type { BackgroundComparison } from './region/compare-backgrounds.js';
export { energyReference } from './shifts/energy-reference.js';
export type { EnergyReference } from './shifts/energy-reference.js';
export { separateShifts } from './shifts/separate-shifts.js';
export type { SeparatedShifts, ShiftedLine, ShiftsProblem } from './shifts/separate-shifts.js';
export { weightedLine } from './shifts/weighted-line.js';
export type { WeightedLine } from './shifts/weighted-line.js';
export { fermiReference, fitFermiEdge } from './edge/fermi-edge.js';
export type { FermiEdgeFit, FermiEdgeOptions } from './edge/fermi-edge.js';
export { atomicRatio } from './amounts/atomic-ratio.js';
export type { AtomicRatio, SensitiveArea } from './amounts/atomic-ratio.js';
export { componentOnset } from './amounts/component-onset.js';
export type { ComponentOnset } from './amounts/component-onset.js';
export { importCasaFit } from './casa/import-casa-fit.js';
export type { CasaComponent, CasaFit, CasaRegion } from './casa/import-casa-fit.js';
export { countErrors, countsPerUnitOf } from './series/count-errors.js';
