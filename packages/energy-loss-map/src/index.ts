/**
 * Electron energy-loss maps through time: alignment, thickness, edges by templates with errors. Typed arrays and series in,
 * results out; no files.
 * @module
 */
export { edgeFunction } from './edge-shape.js';
export type { EdgeFunction, EdgeLine, EdgeShape } from './edge-shape.js';
export { channelsBetween, edgeIntegral, powerLawBackground } from './power-law.js';
export type { ChannelRange, EdgeIntegral, PowerLaw } from './power-law.js';
export type { KnownShifts } from './edge-fitter.js';
export type { EdgeFrame } from './edge-frame.js';
export type { MapFrame, MapShape } from './map-frame.js';
export { createEdgeMapper, expectSameMaps, finishMaps, mapEdges } from './edge-mapper.js';
export { edgeMapSetup, mapFitter, mapsOf } from './map-setup.js';
export type { EdgeMapSetup, MapsToFit } from './map-setup.js';
export { layerSums, shapeOfMaps } from './maps-shape.js';
export type { EdgeMapper, EdgeMaps } from './edge-mapper.js';
export type { MappedFrame } from './mapped-frame.js';
export type { EdgeContent, LayerContent } from './contents.js';
export { placeAlong } from './layers.js';
export type { LayerPixels } from './layers.js';
export { removeSpikes } from './spikes.js';
export type { DespikedFrame } from './spikes.js';
export type {
  EdgeBackground,
  EdgeMapOptions,
  EnergyLossOptionTypes,
  KnownContent,
  MapEdge,
  MapLayer,
} from './options.js';
export { alignZeroLoss, zeroLossPeak } from './zero-loss.js';
export type { ZeroLoss } from './zero-loss.js';
export { thicknessMap, thicknessOf, zeroLossEnd, zeroLossEndOfMap } from './thickness.js';
export type { Thickness, ThicknessMap } from './thickness.js';
export { whiteLineRatio } from './white-lines.js';
export type { WhiteLineOptions, WhiteLines } from './white-lines.js';
export * from './defaults.js';
export { fitFront, interfaceProfiles } from './profiles.js';
export type { Front, InterfaceProfiles } from './profiles.js';
export { fourierLog } from './fourier-log.js';
export type { FourierLogOptions, SingleScattering } from './fourier-log.js';
export { decomposeMaps } from './decompose.js';
export type { DecomposeOptions, MapComponents } from './decompose.js';
export { valenceOf } from './valence.js';
export type { Valence, ValenceCalibration } from './valence.js';
