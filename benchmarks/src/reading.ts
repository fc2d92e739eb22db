import { benchmarkSeriesFiles } from './series-files.js';
import { benchmarkHdf5, benchmarkText } from './text.js';

/** Reading files: times that hang on disks and their caches, beside reading the bytes. */
console.log(await benchmarkText());
console.log(benchmarkSeriesFiles());
console.log(await benchmarkHdf5());
