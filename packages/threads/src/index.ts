/**
 * Frames of operando series shared out among worker threads, with results that do not depend on how many there are.
 * @module
 */
export type { Job, Report, Work, WorkMaker } from './job.js';
export type { FrameBlock } from './frame-block.js';
export { mapFrames } from './map-frames.js';
export type { MapFramesOptions, MappedFrames } from './map-frames.js';
export { mapTasks } from './map-tasks.js';
export type { MapTasksOptions } from './map-tasks.js';
export { openThreads } from './open-threads.js';
export type { Errand, Threads, ThreadsOptions } from './open-threads.js';
export { isOfPart, PartDone } from './task-part.js';
export type { TaskPart } from './task-part.js';
export { normalizeFrames } from './house/normalize-frames.js';
export type { NormalizedFrames } from './house/normalize-frames.js';
export { depthProfileOnThreads } from './house/depth-profile-on-threads.js';
export { edgeMapsOnThreads } from './house/edge-maps-on-threads.js';
export type { EdgeMapsThreads } from './house/edge-maps-on-threads.js';
export type { DepthProfileBegun } from './house/depth-profile-on-threads.js';
export { fitPeakStackOnThreads } from './house/fit-peak-stack-on-threads.js';
export type { PeakStackThreads } from './house/fit-peak-stack-on-threads.js';
export { fitSeriesOnThreads } from './house/fit-series-on-threads.js';
export { measureTomogramsOnThreads } from './house/measure-tomograms-on-threads.js';
export { finishProfilesOnThreads } from './house/profiles-on-threads.js';
export type { HouseOptions } from './house/house-options.js';
