"""Multinomial logistic regression by scikit-learn. Arguments: vectors.f32 labels.u8 trained tested dimension threads. The rows after the trained ones are tested."""
import json
import sys
import time

import numpy
from sklearn.linear_model import LogisticRegression

path, label_path, trained, tested, d = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
vectors = numpy.fromfile(path, numpy.float32, (trained + tested) * d).reshape(-1, d)
labels = numpy.fromfile(label_path, numpy.uint8, trained + tested)
vectors = vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)
mean = vectors[:trained].mean(axis=0)
scale = numpy.sqrt(((vectors[:trained] - mean) ** 2).sum(axis=1).mean())
vectors = (vectors - mean) / scale
started, used = time.time(), time.process_time()
# The objective of the kernel: C = 1 / (rows x l2), with l2 = 0.1 / rows.
model = LogisticRegression(C=10, max_iter=200, multi_class="multinomial").fit(vectors[:trained], labels[:trained])
seconds, cpu = time.time() - started, time.process_time() - used
accuracy = float((model.predict(vectors[trained:]) == labels[trained:]).mean())
print(json.dumps({"seconds": seconds, "cpu": cpu, "accuracy": accuracy}))
