"""Exact k-nearest-neighbour graph by scikit-learn's brute force. Arguments: vectors.f32 rows dimension k threads out.i32"""
import json
import sys
import time

import numpy
from sklearn.neighbors import NearestNeighbors

path, n, d, k, threads, out = sys.argv[1], *map(int, sys.argv[2:6]), sys.argv[6]
vectors = numpy.fromfile(path, numpy.float32, n * d).reshape(n, d)
started, used = time.time(), time.process_time()
model = NearestNeighbors(n_neighbors=k + 1, algorithm="brute", metric="cosine", n_jobs=1).fit(vectors)
neighbors = model.kneighbors(vectors, return_distance=False)
seconds, cpu = time.time() - started, time.process_time() - used
neighbors.astype(numpy.int32).tofile(out)
print(json.dumps({"seconds": seconds, "cpu": cpu}))
