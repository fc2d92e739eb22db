/**
 * Kernels for packages that have hot loops of their own, beside which a plain loop stands. Not for users of the library:
 * names and addresses may change with any version.
 * @module
 */
export { kernelOf, kernelsInUse } from './kernel.js';
export type { Kernel, KernelChoice } from './kernel.js';
export type { KernelModule } from './kernel-module.js';
export { columnDotsModule } from './generated/column-dots.js';
export type { ColumnDots } from './generated/column-dots.js';
export { countColumnsModule } from './generated/count-columns.js';
export type { CountColumns } from './generated/count-columns.js';
export { depthBinsModule } from './generated/depth-bins.js';
export type { DepthBins } from './generated/depth-bins.js';
export { doubletColumnsModule } from './generated/doublet-columns.js';
export type { DoubletColumns } from './generated/doublet-columns.js';
export { loneDoubletModule } from './generated/lone-doublet.js';
export type { LoneDoublet } from './generated/lone-doublet.js';
export { loneSplitModule } from './generated/lone-split.js';
export type { LoneSplit } from './generated/lone-split.js';
export { splitProductsModule } from './generated/split-products.js';
export type { SplitProducts } from './generated/split-products.js';
export { lonePeakModule } from './generated/lone-peak.js';
export type { LonePeak } from './generated/lone-peak.js';
export { patternLinesModule } from './generated/pattern-lines.js';
export type { PatternLines } from './generated/pattern-lines.js';
export { picturesModule } from './generated/pictures.js';
export type { Pictures } from './generated/pictures.js';
export { peakColumnsModule } from './generated/peak-columns.js';
export type { PeakColumns } from './generated/peak-columns.js';
export { peakMomentsModule } from './generated/peak-moments.js';
export type { PeakMoments } from './generated/peak-moments.js';

export { edgeSearchModule } from './generated/edge-search.js';
export type { EdgeSearch } from './generated/edge-search.js';
export { lawSumsModule } from './generated/law-sums.js';
export type { LawSums } from './generated/law-sums.js';
export { normalizeRowModule } from './generated/normalize-row.js';
export type { NormalizeRow } from './generated/normalize-row.js';
export { valueVariancesModule } from './generated/value-variances.js';
export type { ValueVariances } from './generated/value-variances.js';
export { mostInTables, placeTables, rowAddress } from './kernel-space.js';
export type { KernelSpace, KernelTable } from './kernel-space.js';
export { reflectivityAbsorbingModule } from './generated/reflectivity-absorbing.js';
export type { ReflectivityAbsorbing } from './generated/reflectivity-absorbing.js';
export { reflectivityRealModule } from './generated/reflectivity-real.js';
export type { ReflectivityReal } from './generated/reflectivity-real.js';
export { windowMeansModule } from './generated/window-means.js';
export type { WindowMeans } from './generated/window-means.js';
export { windowSumsModule } from './generated/window-sums.js';
export type { WindowSums } from './generated/window-sums.js';
export { windowWeightsModule } from './generated/window-weights.js';
export type { WindowWeights } from './generated/window-weights.js';
export { reflectivityKeepingModule } from './generated/reflectivity-keeping.js';
export type { ReflectivityKeeping } from './generated/reflectivity-keeping.js';
export { reflectivitySlopesModule } from './generated/reflectivity-slopes.js';
export type { ReflectivitySlopes } from './generated/reflectivity-slopes.js';
export { polarisedWavesModule } from './generated/polarised-waves.js';
export type { PolarisedWaves } from './generated/polarised-waves.js';
export { polarisedInterfacesModule } from './generated/polarised-interfaces.js';
export type { PolarisedInterfaces } from './generated/polarised-interfaces.js';
export { polarisedPairsModule } from './generated/polarised-pairs.js';
export type { PolarisedPairs } from './generated/polarised-pairs.js';
export { polarisedRealModule } from './generated/polarised-real.js';
export type { PolarisedReal } from './generated/polarised-real.js';
export { radiographPixelsModule } from './generated/radiograph-pixels.js';
export type { RadiographPixels } from './generated/radiograph-pixels.js';
