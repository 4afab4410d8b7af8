"""UMAP by umap-learn from a ready graph, compiled before it is timed. Arguments: vectors.f32 rows dimension k graph threads epochs out.f32"""
import json
import resource
import sys
import time

import numba
import numpy
import umap.umap_ as umap

path, n, d, k, graph, threads, epochs, out = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5], *map(int, sys.argv[6:8]), sys.argv[8]
numba.set_num_threads(threads)
vectors = numpy.fromfile(path, numpy.float32, n * d).reshape(n, d)
indices = numpy.fromfile(graph, numpy.int32, n * k).reshape(n, k)
distances = 1 - numpy.fromfile(graph, numpy.float32, n * k, offset=4 * n * k).reshape(n, k)
indices = numpy.concatenate([numpy.arange(n, dtype=numpy.int32)[:, None], indices], axis=1)
distances = numpy.concatenate([numpy.zeros((n, 1), numpy.float32), numpy.maximum(distances, 0)], axis=1)
a, b = umap.find_ab_params(1.0, 0.1)


def run(rows, neighbors, lengths, count):
    random = numpy.random.RandomState(1)
    edges, _, _ = umap.fuzzy_simplicial_set(rows, k + 1, random, "cosine", {}, neighbors, lengths)
    return umap.simplicial_set_embedding(
        rows, edges, 2, 1.0, a, b, 1.0, 5, count, "spectral", random, "cosine", {}, False, {}, False, parallel=True
    )[0]


small = 3000
ring = (numpy.arange(small)[:, None] + numpy.arange(k + 1)[None]) % small
run(vectors[:small], ring.astype(numpy.int32), numpy.tile(numpy.linspace(0, 1, k + 1, dtype=numpy.float32), (small, 1)), 5)
started, used = time.time(), resource.getrusage(resource.RUSAGE_SELF)
positions = run(vectors, indices, distances, epochs)
seconds, now = time.time() - started, resource.getrusage(resource.RUSAGE_SELF)
positions.astype(numpy.float32).tofile(out)
print(json.dumps({"seconds": seconds, "cpu": now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime}))
