"""How the scripts here take times."""
import statistics
import time


def timed(work):
    """Median of three, in milliseconds."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)
