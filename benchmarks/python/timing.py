"""How the scripts here take times."""
import statistics
import time


def times_of(work, rounds, clock=time.perf_counter):
    """Each of so many rounds, in milliseconds."""
    times = []
    for _ in range(rounds):
        start = clock()
        work()
        times.append(1000 * (clock() - start))
    return times


def timed(work):
    """Median of three, in milliseconds."""
    return statistics.median(times_of(work, 3))


def passes(work):
    """The first of nine rounds, the median of the last six, and their processor time, in milliseconds."""
    first, *later = times_of(work, 9)
    return {
        "first": first,
        "later": statistics.median(later[2:]),
        "processor": statistics.median(times_of(work, 6, time.process_time)),
    }
