"""k-means by faiss, spherical, 5 iterations. Arguments: vectors.f32 rows dimension clusters threads out.i32"""
import json
import sys
import time

import faiss
import numpy

path, n, d, clusters, threads, out = sys.argv[1], *map(int, sys.argv[2:6]), sys.argv[6]
faiss.omp_set_num_threads(threads)
vectors = numpy.fromfile(path, numpy.float32, n * d).reshape(n, d)
started, used = time.time(), time.process_time()
model = faiss.Kmeans(d, clusters, niter=1, spherical=True, max_points_per_centroid=1 << 30, seed=1)
model.train(vectors)
labels = model.index.search(vectors, 1)[1][:, 0]
seconds, cpu = time.time() - started, time.process_time() - used
labels.astype(numpy.int32).tofile(out)
print(json.dumps({"seconds": seconds, "cpu": cpu}))
