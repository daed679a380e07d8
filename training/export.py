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
"""Shipped thresholds stand above the measured ones by this share of the way to the highest score of an
event: rather fewer false alarms. Not of the way to 1: a mean with a head that never says much is never near it."""


def thresholds_of(figures):
    """{class: thresholds} for at most one false alarm an hour."""
    out = {}
    for name in corpora.EVENTS:
        measured = figures[name]['at1PerHour']['together']
        together = measured + MARGIN * (figures[name]['highest'] - measured)
        out[name] = {'together': int(together * 1000 + 1) / 1000, 'oneLook': None}
    return out


def packed(model):
    """Weights kept as int8 with a scale for each row, multiplied out when the model is opened (the
    runtime folds that): a quarter of the size, the same speed. Their rounding is 1/254 of the row's
    largest weight."""
    graph = model.graph
    for tensor in list(graph.initializer):
        weights = numpy_helper.to_array(tensor)
        if weights.dtype == np.float32 and weights.size > 256 and weights.ndim > 1:
            graph.initializer.remove(tensor)
            name = tensor.name
            scale = np.abs(weights).max(tuple(range(1, weights.ndim)), keepdims=True) / 127
            scale = np.maximum(scale, 1e-12).astype(np.float32)
            whole = np.round(weights / scale).astype(np.int8)
            graph.initializer.append(numpy_helper.from_array(whole, name + '.int8'))
            graph.initializer.append(numpy_helper.from_array(scale, name + '.scale'))
            cast = helper.make_node('Cast', [name + '.int8'], [name + '.whole'], to=TensorProto.FLOAT)
            graph.node.insert(0, helper.make_node('Mul', [name + '.whole', name + '.scale'], [name]))
            graph.node.insert(0, cast)
    return model


def export(nets, figures, folder):
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, 'sound.onnx')
    example = torch.zeros(1, 1, PARAMETERS['frames'], PARAMETERS['melBins'])
    torch.onnx.export(Shipped(nets).eval(), example, path, opset_version=13, input_names=['mel'],
                      output_names=['probabilities'], do_constant_folding=True)
    model = packed(onnx.load(path))
    onnx.checker.check_model(model)
    onnx.save(model, path)
    with open(path, 'rb') as f:
        data = f.read()
    description = {
        'name': 'anyuan-sound', 'version': 4, 'file': 'sound.onnx', 'bytes': len(data),
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
