"""How programs of others take part: the same questions as `src/program/serve.ts`, in lines of JSON."""
import json
import os
import resource
import sys
import time

import numpy as np

SHORTEST, WARMING = 20_000, 400_000


def given():
    """What the job says beside its data."""
    return json.loads(sys.argv[2])


def numbers(name):
    """Data of the job, as it was made for everyone."""
    return np.fromfile(os.path.join(sys.argv[1], name + ".f64"))


def _time(run, repeats):
    start, told = time.process_time(), 0.0
    for _ in range(repeats):
        own = run()
        told += own if isinstance(own, float) else 0.0
    # What runs in a process of its own tells its time itself.
    return told if told > 0 else 1e6 * (time.process_time() - start)


def serve(candidates, skipped=()):
    """Answer until nobody asks; candidates are (name, items, function), whose result is no float unless it is its own time."""
    runs = {name: run for name, _, run in candidates}
    repeats = {}

    def say(**answer):
        print(json.dumps(answer), flush=True)

    def took(microseconds):
        say(microseconds=microseconds, megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

    say(candidates=[{"name": name, "items": items} for name, items, _ in candidates], skipped=list(skipped))
    for line in sys.stdin:
        asked = json.loads(line)
        run = runs[asked["name"]]
        if asked["ask"] == "warm":
            last = total = _time(run, 1)
            while total < WARMING:
                last = _time(run, 1)
                total += max(last, 1)
            repeats[asked["name"]] = max(1, int(np.ceil(SHORTEST / max(1, last))))
            took(last)
        else:
            times = repeats.get(asked["name"], 1)
            took(_time(run, times) / times)
