"""Network -> ONNX and its description. Needs no ONNX runtime: check.ts runs what came out."""
import datetime
import hashlib
import json
import os
import re

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

import corpus as corpora
from log_mel import PARAMETERS
from model import Shipped


MARGIN = 0.04
"""Shipped thresholds stand above the measured ones by this share of what is left to 1: rather fewer
false alarms. A share of the threshold itself would put some of them above every score there is."""


def thresholds_of(figures):
    """{class: thresholds} for at most one false alarm an hour."""
    out = {}
    for name in corpora.EVENTS:
        measured = figures[name]['at1PerHour']['together']
        together = measured + MARGIN * (1 - measured)
        out[name] = {'together': min(0.999, int(together * 1000 + 1) / 1000), 'oneLook': None}
    return out


def halved(model):
    """Weights kept as float16 and cast when the model is opened (the runtime folds that): half the
    size, the same speed. Their rounding is 5e-4 of a weight."""
    graph = model.graph
    for tensor in list(graph.initializer):
        weights = numpy_helper.to_array(tensor)
        if weights.dtype == np.float32 and weights.size > 256:
            graph.initializer.remove(tensor)
            half = numpy_helper.from_array(weights.astype(np.float16), tensor.name + '.half')
            graph.initializer.append(half)
            graph.node.insert(0, helper.make_node('Cast', [half.name], [tensor.name], to=TensorProto.FLOAT))
    return model


def export(net, figures, folder):
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, 'sound.onnx')
    example = torch.zeros(1, 1, PARAMETERS['frames'], PARAMETERS['melBins'])
    torch.onnx.export(Shipped(net).eval(), example, path, opset_version=13, input_names=['mel'],
                      output_names=['probabilities'], do_constant_folding=True)
    model = halved(onnx.load(path))
    onnx.checker.check_model(model)
    onnx.save(model, path)
    with open(path, 'rb') as f:
        data = f.read()
    description = {
        'name': 'anyuan-sound', 'version': 3, 'file': 'sound.onnx', 'bytes': len(data),
        'sha256': hashlib.sha256(data).hexdigest(),
        'trainedOn': datetime.date.today().isoformat(),
        'input': {'name': 'mel', 'shape': list(example.shape), 'type': 'float32'},
        'output': {'name': 'probabilities', 'shape': [1, len(corpora.CLASSES)], 'type': 'float32'},
        'classes': corpora.CLASSES, 'thresholds': thresholds_of(figures),
        'frontEnd': PARAMETERS,
    }
    with open(os.path.join(folder, 'sound.json'), 'w', encoding='utf-8') as f:
        text = json.dumps(description, indent=2)
        f.write(re.sub(r'\[[^\[\]{}]*\]', lambda m: re.sub(r'\s+', ' ', m[0])
                       .replace('[ ', '[').replace(' ]', ']'), text) + '\n')
    return description
