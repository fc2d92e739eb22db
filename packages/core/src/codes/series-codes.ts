/** Warnings about series, their clocks, logs of cyclers and what is joined from them. */
export const seriesCodes = {
  'accumulator-falls':
    'A capacity or energy that should count from the start of the test falls. It may begin again with each cycle or step: check what the column is.',
  'accumulators-inconsistent': 'A net capacity or energy is not the charged less the discharged one beside it.',
  'capacity-carried':
    'The cycler began again from zero in a further file; capacity and energy were carried over, so that they go on from the file before.',
  'capacity-inconsistent':
    'The capacity column differs from the integral of the current. One of the two may have another unit or sign.',
  'capacity-integrated': 'The log has no capacity; it was integrated from the current.',
  'capacity-integrated-in-part':
    'Some records of a log hold no capacity; it was integrated from the current between those that do.',
  'capacity-not-carried':
    'A capacity or energy is missing at the end of a file, so that in the next it counts from its own beginning.',
  'clock-offset':
    "A quantity that both the frames and the log hold fits best with another offset of the cycler's clock than the one given. Check the offset.",
  'clock-shift':
    'The clock beside the elapsed time is moved by an hour, as at the change of summer time. Elapsed times are not moved.',
  'clocks-assumed':
    'Several signals carry elapsed times and no dates: their clocks were taken to begin together. Give offsets with their errors where they do not (`clocks`).',
  'column-kept-as-text':
    'A column of a log, neither time, voltage nor current, has a cell that is not what its others are; it was kept as text and not used.',
  'columns-repeated':
    'Several columns of a log stand for the same quantity and differ, as those of runs side by side; the first was used.',
  'count-continued':
    'A count of cycles or steps starts again in a further file; it was made to go on from the file before.',
  'counter-not-whole':
    'A column of counts of cycles or steps has a value that is no whole number: its label may be wrong.',
  'current-derived': 'The file holds no current; it was computed from the charge passed between rows.',
  'current-joined':
    'Currents of charge and of discharge stand in two columns; they were put together as one, that of discharge negative.',
  'current-sign':
    'The sign of the current was changed as asked, or contradicts the voltage or the state of the cycler. Here charging is positive: say so with `currentSign`.',
  'duration-inferred': 'The files do not say how long a frame took; it was inferred as the message says.',
  'empty-bins': 'Some bins of time or of a channel have no frame; they were left out or kept as missing, as asked.',
  'exposure-unknown':
    'The files do not say how long a frame took: values that are joined from a log are those at its begin.',
  'frames-across-pause':
    'Values of some frames were interpolated across a pause of the log. Pass `maxGap` to leave them out.',
  'frames-dropped': 'Some frames lie in no bin and were left out, as asked.',
  'frames-extrapolated': 'Some frames lie outside the log and hold its nearest value, as asked.',
  'frames-gap': 'Much more time than usual passes before a frame: a pause, or missing files.',
  'frames-in-gap': 'Some frames fall into a gap of the log and have no value.',
  'frames-missing': 'Numbers are missing in the names of consecutive files.',
  'frames-outside-log':
    'Some frames lie outside the log and have no value. Check the clocks, or give the log that covers them.',
  'frames-partly-in-log': 'The exposure of some frames is covered by the log only in part; the mean is over that part.',
  'frames-repeated': 'Some frames hold exactly what the frame before them holds: a file may have been copied twice.',
  'frames-without-value': 'A column has no value in some frames, since the log has none there.',
  'impedance-derived':
    'The file holds modulus and phase of the impedance, but not its parts; they were computed from these.',
  'input-changed':
    'An input is no longer what it was when the results were first computed; they were computed again from what is there now.',
  interpolated:
    'Spectra of other grids were interpolated on to that of the first; neighbouring values are no longer independent.',
  'not-finite':
    'Numbers of a column are infinite (beyond 1.8e308, or written as inf), or missing in a log where every row needs a value.',
  'one-thread':
    'Several threads were asked for where memory cannot be shared between them: one did everything, with the same results. A page must be cross-origin isolated for threads.',
  'option-without-effect':
    'An option was given that has no effect with these data and other options: leave it out, or give what it needs.',
  'range-cut':
    'Spectra reach differently far; only the range that all of them have was taken. Leave the short ones out to keep the rest.',
  'records-missing': 'Numbers are missing in the count of records of a log.',
  'row-dropped': 'The last row of a log is cut short and was left out, as asked.',
  'scope-unknown':
    'A capacity or energy begins again at places that are neither steps nor cycles; it was kept under its own label only.',
  'sign-from-state':
    'The current of a log carries no sign; it was made negative where the state beside it says that the cell is discharged.',
  'status-unknown': 'A record of a log has a status that has no name here.',
  'time-backwards':
    'The time of a log goes back. Rows were left out where the message says so; in their order the rows must not be interpolated.',
  'time-derived': 'The table has no elapsed time; those of its steps were added up, without pauses between them.',
  'time-incomplete': 'Only some of the files carry a time, so none was used. Give `timeStep`.',
  'time-of-day':
    'The times of a log are those of the day; they were counted from the first row, and made to go on to the next day at midnight.',
  'time-repeated': 'Two rows or frames have the same time.',
  'time-scale': 'The clock beside the elapsed time runs faster or slower than it: one of them may be in another unit.',
  'time-unknown':
    'The files carry no time; numbers of frames stand for seconds. Give `timeStep` (command: `--time-step`).',
  'time-zones-differ':
    'Some times are with a zone and some without, or in other zones; those without were read as UTC and may lie hours away. Give the offset.',
  'times-interpolated':
    'Some records of a log have no time of their own; it was taken from the last one written and the interval since.',
  'unknown-records': 'Records of a kind that is not known here were left out of a log.',
} as const;
