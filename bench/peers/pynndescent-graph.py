"""Approximate k-nearest-neighbour graph by pynndescent, compiled before it is timed. Arguments: vectors.f32 rows dimension k threads out.i32"""
import json
import sys
import time

import numpy
import pynndescent

path, n, d, k, threads, out = sys.argv[1], *map(int, sys.argv[2:6]), sys.argv[6]
vectors = numpy.fromfile(path, numpy.float32, n * d).reshape(n, d)
pynndescent.NNDescent(vectors[:2000], n_neighbors=k + 1, metric="cosine", random_state=1, n_jobs=threads).neighbor_graph
started, used = time.time(), time.process_time()
neighbors = pynndescent.NNDescent(vectors, n_neighbors=k + 1, metric="cosine", random_state=1, n_jobs=threads).neighbor_graph[0]
seconds, cpu = time.time() - started, time.process_time() - used
neighbors.astype(numpy.int32).tofile(out)
print(json.dumps({"seconds": seconds, "cpu": cpu}))
