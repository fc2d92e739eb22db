/**
 * Read what beamlines and battery cyclers write: bytes in, typed tables and
 * series out. File access is in `@operando/beamline-io/node`.
 * @module
 */
export { sniff } from './sniff.js';
export type { FormatChoice, SniffResult } from './sniff.js';
export { read, readScans } from './read.js';
export type { ScanSummary } from './table/scan-summary.js';
export { gunzip, isGzip } from './bytes/gzip.js';
export type { GunzipLimits } from './bytes/gzip.js';
export type { ReadOptions } from './read.js';
export type {
  BytesFormat,
  FileFormat,
  FileOptions,
  Format,
  ParseOptions,
  ReadResult,
  Sample,
  TextFormat,
} from './format.js';
export { formats } from './formats.js';
export { readSource, readSourceScans } from './read-source.js';
export type { ReadSourceOptions } from './read-source.js';
export { decodeText } from './text/decode.js';
export type { DecodedText, TextEncoding } from './text/decode.js';
export { parseNumber } from './text/number.js';
export { momentsOf } from './electrochemistry/times-of-words.js';
export { parseDateTime } from './text/date-time.js';
export type { DateOrder, ReadMoment } from './text/date-time.js';
export { formatDateTime } from './text/format-date-time.js';
export { channelsOf, findColumn, roleOf } from './table/column-table.js';
export type { ColumnRole, ColumnTable, TableColumn, TableTime } from './table/column-table.js';
export { parseXdi } from './absorption/xdi.js';
export { athenaParameters, parseAthena } from './absorption/athena.js';
export type { AthenaParameters } from './absorption/athena.js';
export { parseAthenaProject } from './absorption/athena-project.js';
export type { AthenaGroup, AthenaProject } from './absorption/athena-project.js';
export { parseRock } from './absorption/rock.js';
export { parseSpec, parseSpecScans, specAbsorption } from './table/spec.js';
export type { SpecAbsorptionOptions } from './table/spec.js';
export { parseSpecFile } from './table/spec-file.js';
export type { SpecFile, SpecHeader, SpecScanOutline } from './table/spec-file.js';
export { readSpecScan } from './table/spec-scan.js';
export type { SpecScan, SpecSpectrum } from './table/spec-scan.js';
export { parseAthenaColumns } from './absorption/athena-columns.js';
export { parseClsEvents } from './absorption/cls-events.js';
export { parseDesyFio } from './absorption/desy-fio.js';
export { parseLabviewScan } from './absorption/labview-scan.js';
export { parseNslsIss } from './absorption/nsls-iss.js';
export { parsePhotonFactory } from './absorption/photon-factory.js';
export { parsePhotonFactoryDispersive } from './absorption/photon-factory-dispersive.js';
export { parseSsrlCollector } from './absorption/ssrl-collector.js';
export { parseSsrlQuick } from './absorption/ssrl-quick.js';
export { parseXdac } from './absorption/xdac.js';
export { parseColumnText } from './table/column-text.js';
export { parseSingleColumn } from './table/single-column.js';
export { parseCsv } from './table/csv.js';
export { parseLabXrd } from './powder/lab-xrd.js';
export { parseBrukerBrml } from './powder/bruker-brml.js';
export { parseBrukerRaw } from './powder/bruker-raw.js';
export { parseEpicsMda } from './table/epics-mda.js';
export { isEventList, readEventsFrom } from './detectors/event-list.js';
export type { EventList, ReadEventsOptions } from './detectors/event-list.js';
export { parseIec1455 } from './detectors/iec-1455.js';
export { parseOrtecSpc } from './detectors/ortec-spc.js';
export { parseOrtecChn } from './detectors/ortec-chn.js';
export { parseCanberraCnf } from './detectors/canberra-cnf.js';
export { parseCanberraMca } from './detectors/canberra-mca.js';
export { parseVamas } from './photoelectron/vamas.js';
export { parseVamasFile } from './photoelectron/vamas-file.js';
export type { VamasFile } from './photoelectron/vamas-file.js';
export type { VamasBlock, VamasHeader, VamasVariable } from './photoelectron/vamas-block.js';
export { parsePsiDmc } from './powder/psi-dmc.js';
export { parseBrukerUxd } from './powder/bruker-uxd.js';
export { parseGsas } from './powder/gsas.js';
export { parsePanalyticalCsv } from './powder/panalytical-csv.js';
export { parseRigakuRasx } from './powder/rigaku-rasx.js';
export { parseRigakuRas } from './powder/rigaku-ras.js';
export { parseStoeRaw } from './powder/stoe-raw.js';
export { parseSteppedCounts } from './powder/stepped-counts.js';
export { parseJadeMdi } from './powder/jade-mdi.js';
export { parsePhilipsRd } from './powder/philips-rd.js';
export { parsePhilipsUdf } from './powder/philips-udf.js';
export { parseRigakuText } from './powder/rigaku-text.js';
export { parseSietronicsCpi } from './powder/sietronics-cpi.js';
export { parseCifPattern } from './powder/cif-pattern.js';
export { parseBrukerXy } from './powder/bruker-xy.js';
export { parseIllSum } from './powder/ill-sum.js';
export { parseXrdml } from './powder/xrdml.js';
export { parseBiologic } from './electrochemistry/biologic.js';
export { parseArbinCsv } from './electrochemistry/arbin.js';
export { parseExcelLog } from './electrochemistry/excel-log.js';
export { parseBasytec } from './electrochemistry/basytec.js';
export { parseGamry } from './electrochemistry/gamry.js';
export { parseMaccor } from './electrochemistry/maccor.js';
export { parseNewareCsv } from './electrochemistry/neware-csv.js';
export { parseNewareNda } from './electrochemistry/neware-nda.js';
export { parseNewareNdax } from './electrochemistry/neware-ndax.js';
export { parseNovonix } from './electrochemistry/novonix.js';
export { parseBiologicMpr } from './electrochemistry/biologic-mpr.js';
export { parseClockLog } from './electrochemistry/clock-log.js';
export { parseEpicsMca } from './detectors/epics-mca.js';
export { parseElectrochemistryCsv } from './electrochemistry/electrochemistry-csv.js';
export { absorptionOf } from './absorption/signal.js';
export { energiesOf } from './absorption/energy-axis.js';
export type { EnergyOptions } from './absorption/energy-axis.js';
export type { EnergyValues } from './absorption/energy-values.js';
export type { AbsorptionSignal } from './absorption/signal.js';
export type { StatedSignal } from './absorption/stated-signal.js';
export type { OnBadPoint, SignalValues } from './absorption/signal-values.js';
export { signalCandidates } from './absorption/signal-candidates.js';
export type { SignalCandidate } from './absorption/signal-candidates.js';
export { chooseSignal } from './absorption/choose-signal.js';
export type { ComparedSignal, SampleSpectrum, SignalChoice } from './absorption/choose-signal.js';
export { parseFormula } from './absorption/formula.js';
export type { Formula, FunctionName, Operator } from './absorption/formula.js';
export { absorptionFrame } from './series/absorption-frame.js';
export { columnFrame } from './series/column-frame.js';
export type { ColumnFrameOptions } from './series/column-frame.js';
export type { AssembleOptions, Frame } from './series/frame.js';
export { columnFrames } from './series/column-frames.js';
export { splitLabel } from './table/column-table.js';
export { statedAxis, usualUnits } from './series/axis-kind.js';
export type { AxisKind, StatedAxis } from './series/axis-kind.js';
export { namedByHeader } from './series/header-axis.js';
export { headerWavelength, wavelengthInWords } from './series/header-wavelength.js';
export type { HeaderWavelength } from './series/header-wavelength.js';
export type { WantedAxis } from './series/diffraction-axis.js';
export { athenaPieces } from './write/write-athena.js';
export type { AthenaOptions, AthenaSpectrum } from './write/write-athena.js';
export { assembleSeries } from './series/assemble-series.js';
export type { Binning } from './series/frame-findings.js';
export { sweepTables } from './series/sweep-tables.js';
export type { WantedSweeps } from './series/sweep-tables.js';
export { CountsMemory } from './detectors/counts-memory.js';
export { FrameMemory } from './series/frame-memory.js';
export { openSeries, readSeriesFrom } from './series/read-series.js';
export { openColumnSeries, readColumnSeriesFrom } from './series/column-series.js';
export { openWholeSeries, readWholeSeriesFrom } from './series/whole-files.js';
export type {
  ColumnSeriesOptions,
  OpenColumnSeriesOptions,
  OpenSeriesOptions,
  OpenWholeSeriesOptions,
  ReadSeriesOptions,
  ReadWholeSeriesOptions,
} from './series/series-options.js';
export type { ReadingOptions } from './series/read-frames.js';
export type { SeriesColumn, WholeBlock, WholeSeries, WholeSource } from './series/whole-series.js';
export { parseScanLog, scanTime } from './series/scan-log.js';
export type { ScanLog } from './series/scan-log.js';
export { formatCsv } from './write/write-csv.js';
export type { CsvColumn } from './write/write-csv.js';
export type { AbsorptionMode, NxxasSpectrum } from './write/nxxas-spectrum.js';
export { formatBatteryData } from './write/write-battery-data.js';
export { formatOrt } from './write/write-ort.js';
export type { OrtHeader } from './write/write-ort.js';
export { parquetBytes } from './write/parquet/parquet-file.js';
export type { ParquetOptions } from './write/parquet/parquet-file.js';
export type { ParquetColumn } from './write/parquet/parquet-pages.js';
export { formatXdi } from './write/write-xdi.js';
export type { XdiContent } from './write/write-xdi.js';
export { readReflectivity, readReflectivityFrom } from './reflectivity/read-reflectivity.js';
export type { ReflectivityFileOptions, ReflectivityReadOptions } from './reflectivity/read-reflectivity.js';
export { curveTimes } from './reflectivity/stated-start.js';
export type {
  CurveOptions,
  PolarizationState,
  ReflectivityCurve,
  WidthKind,
  WidthShape,
} from './reflectivity/curve.js';
export { frameGaps } from './series/frame-gaps.js';
export { readImpedanceFrom } from './electrochemistry/read-impedance.js';
export type { ImpedanceRecord, ImpedanceRecords, ReadImpedanceOptions } from './electrochemistry/read-impedance.js';
export { readElectrochemistryFrom } from './electrochemistry/read-electrochemistry.js';
export type { ReadElectrochemistryOptions } from './electrochemistry/read-electrochemistry.js';
export { liveTimesOf, openCounts } from './detectors/open-counts.js';
export type { OpenCountsOptions } from './detectors/open-counts.js';
export { readTableFrom, streamTableFrom } from './table/stream-table.js';
export type { ReadTableOptions } from './table/stream-table.js';
export type { RowBlock } from './table/table-stream.js';
export { openHdf5Source } from './hdf5/open-source.js';
export type { Hdf5Dataset, Hdf5File } from './hdf5/file.js';
export type { OpenHdf5Options } from './hdf5/options.js';
export type { Hdf5Attributes } from './hdf5/values.js';
export { openNexusSeries, readNexusSeriesFrom } from './hdf5/nexus-series.js';
export type { OpenNexusSeriesOptions, ReadNexusSeriesOptions } from './hdf5/nexus-plan.js';
export { findNexusData } from './hdf5/nexus-data.js';
export type { NexusAxis, NexusChoice, NexusData } from './hdf5/nexus-data.js';
export { countOrsoLayers, orsoModelOf, parseOrsoModel } from './reflectivity/orso-model.js';
export type { OrsoGradedLayer, OrsoGroup, OrsoItem, OrsoLayer, OrsoModel } from './reflectivity/orso-model.js';
export type { OrsoMaterial } from './reflectivity/orso-units.js';
export { readTiff } from './images/read-tiff.js';
export type { Images, ReadTiffOptions } from './images/read-tiff.js';
export { openTiff } from './images/open-tiff.js';
export type { TiffOptions } from './images/open-tiff.js';
export type { Inflate } from './images/tiff-codecs.js';
export type { ImageFile } from './images/image-file.js';
export type { StatedDetector } from './images/stated-detector.js';
export { isPicture, openImagesFrom } from './images/open-images.js';
export type { ImageOptions, ImageStack } from './images/open-images.js';
export type { FrameRole, FrameRoleCounts } from './images/frame-role.js';
export type { SampleSpacing } from './images/tiff-description.js';
export { openVolumesFrom } from './volumes/open-volumes-from.js';
export type { Volume } from './volumes/volume.js';
export type { OpenedVolumes, OpenVolumesOptions } from './volumes/open-volumes-from.js';
export type { SampleArrays, Samples, SampleType } from './images/samples.js';
export { areEnergyMaps, openEnergyMaps } from './maps/open-maps.js';
export type { OpenEnergyMapsOptions } from './maps/open-maps.js';
export type { EnergyScale, MapReading, RawMaps, RawType } from './maps/map-stack.js';
export { readDm } from './maps/read-dm.js';
export type { DmDimension, DmFile, DmImage } from './maps/read-dm.js';
export type { DmArray, DmGroup, DmValue } from './maps/dm-tags.js';
