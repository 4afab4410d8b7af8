"""Exact k-nearest-neighbour graph by faiss IndexFlatIP. Arguments: vectors.f32 rows dimension k threads out.i32"""
import json
import sys
import time

import faiss
import numpy

path, n, d, k, threads, out = sys.argv[1], *map(int, sys.argv[2:6]), sys.argv[6]
faiss.omp_set_num_threads(threads)
vectors = numpy.fromfile(path, numpy.float32, n * d).reshape(n, d)
started, used = time.time(), time.process_time()
index = faiss.IndexFlatIP(d)
index.add(vectors)
neighbors = numpy.empty((n, k + 1), numpy.int64)
for start in range(0, n, 4096):
    neighbors[start : start + 4096] = index.search(vectors[start : start + 4096], k + 1)[1]
seconds, cpu = time.time() - started, time.process_time() - used
neighbors.astype(numpy.int32).tofile(out)
print(json.dumps({"seconds": seconds, "cpu": cpu}))
