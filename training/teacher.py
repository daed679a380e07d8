"""The teacher (YAMNet, Apache-2.0) as a module: only its weights' answers are used, none is shipped.

It hears the very pictures the student hears: its own front end is the same log-mel, so its body is
cut off behind it. The weights come from yamnet.onnx beside the corpus.
"""
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn.functional import conv2d, pad

from log_mel import WINDOW, log_mel


def same_pad(x, size, stride):
    """TensorFlow's SAME: the odd cell goes behind."""
    need = [max(0, (-(-n // stride) - 1) * stride + size - n) for n in x.shape[2:]]
    top, left = need[0] // 2, need[1] // 2
    return pad(x, (left, need[1] - left, top, need[0] - top))


class Teacher:
    def __init__(self, path):
        graph = onnx.load(path).graph
        known = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
        self.layers = []
        for node in graph.node:
            if node.op_type == 'Conv' and node.input[1] != 'stft':
                about = {a.name: a for a in node.attribute}
                stride = list(about['strides'].ints)[0] if 'strides' in about else 1
                groups = about['group'].i if 'group' in about else 1
                weight = known[node.input[1]].to(memory_format=torch.channels_last)
                self.layers.append((weight, known[node.input[2]], stride, groups))
        self.answer = known['fw'], known['fb']
        self.ceiling = float(known['hi0'])

    @torch.no_grad()
    def hear(self, pictures):
        """[n, frames, 64] float32 -> (tag logits [n, 521], embedding [n, 1024])"""
        x = pictures[:, None].to(memory_format=torch.channels_last)
        for weight, bias, stride, groups in self.layers:
            if weight.shape[2] > 1:
                x = same_pad(x, weight.shape[2], stride)
            x = conv2d(x, weight, bias, stride, 0, 1, groups).clamp_(0, self.ceiling)
        embedding = x.mean((2, 3))
        weight, bias = self.answer
        return embedding @ weight.T + bias, embedding

    def scores_of(self, windows):
        """[n, at least WINDOW] int16 samples -> [n, tags] scores."""
        out = []
        for at in range(0, len(windows), 64):
            pictures = [log_mel(w[:WINDOW] / np.float32(32768)) for w in windows[at:at + 64]]
            out.append(torch.sigmoid(self.hear(torch.from_numpy(np.stack(pictures)))[0]).numpy())
        return np.concatenate(out)
