"""UMAP by umap-learn from a ready graph, compiled before it is timed. Arguments: vectors.f32 rows dimension k graph threads epochs out.f32"""
import json
import resource
import sys
import time

import numpy
import umap

path, n, d, k, graph, threads, epochs, out = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5], *map(int, sys.argv[6:8]), sys.argv[8]
vectors = numpy.fromfile(path, numpy.float32, n * d).reshape(n, d)
indices = numpy.fromfile(graph, numpy.int32, n * k).reshape(n, k)
distances = 1 - numpy.fromfile(graph, numpy.float32, n * k, offset=4 * n * k).reshape(n, k)
indices = numpy.concatenate([numpy.arange(n, dtype=numpy.int32)[:, None], indices], axis=1)
distances = numpy.concatenate([numpy.zeros((n, 1), numpy.float32), numpy.maximum(distances, 0)], axis=1)


def run(rows, count):
    inside = (indices[:rows] < rows).all()
    knn = (indices[:rows], distances[:rows], None) if inside else None
    model = umap.UMAP(n_neighbors=k + 1, metric="cosine", n_epochs=count, precomputed_knn=knn or (None, None, None), n_jobs=threads)
    return model.fit_transform(vectors[:rows])


run(5000, 5)
started, used = time.time(), resource.getrusage(resource.RUSAGE_SELF)
positions = run(n, epochs)
seconds, now = time.time() - started, resource.getrusage(resource.RUSAGE_SELF)
positions.astype(numpy.float32).tofile(out)
print(json.dumps({"seconds": seconds, "cpu": now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime}))
