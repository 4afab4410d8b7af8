"""Exact search by faiss IndexFlatIP. Arguments: vectors.f32 rows dimension limit threads"""
import json
import sys
import time

import faiss
import numpy

path, n, d, limit, threads = sys.argv[1], *map(int, sys.argv[2:6])
faiss.omp_set_num_threads(threads)
vectors = numpy.fromfile(path, numpy.float32, n * d).reshape(n, d)
index = faiss.IndexFlatIP(d)
index.add(vectors)


def median(run, times, count):
    """Median seconds and mean CPU seconds of a query."""
    durations = []
    used = time.process_time()
    for turn in range(times):
        started = time.time()
        run(turn)
        durations.append(time.time() - started)
    return {"seconds": sorted(durations)[times // 2] / count, "cpu": (time.process_time() - used) / times / count}


one = median(lambda turn: index.search(vectors[turn * 997 : turn * 997 + 1], limit), 30, 1)
batch = median(lambda turn: index.search(vectors[turn * 256 : turn * 256 + 256], limit), 5, 256)
print(json.dumps({"one": one, "batch": batch}))
