"""A trained words network as ONNX for the terminal: export.py NET.pt FOLDER

The graph takes 0.24 s of a stream and its own memory and gives both on: 28 frames of log-mel
(24 new ones behind the last 4 of before) to 8 x 217 log probabilities.
"""
import hashlib
import json
import os
import sys
import time

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import tokens as tk  # noqa: E402
from words_net import STEM, STRIDE, WIDTH, WordsNet  # noqa: E402

STEPS = 8
FRAMES = STEM + STRIDE * (STEPS - 1)


VOICES = sorted(['zhB', 'zhC', 'S0150'] + [f'dsp{n:02d}' for n in range(1, 31) if n % 3])
"""Who trained the shipped network (fold 0 was left out: zhA and ten students measure it)."""


class OneStep(torch.nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, mel, memory):
        return self.net.step(mel.transpose(1, 2), memory)


def export(net, folder):
    """Writes words.onnx and words.json. Returns the description."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, 'words.onnx')
    memory = torch.zeros(1, WIDTH, sum(net.memory_sizes()))
    torch.onnx.export(OneStep(net.eval()), (torch.zeros(1, FRAMES, 64), memory), path,
                      input_names=['mel', 'memory'], output_names=['tokens', 'next'], opset_version=13)
    with open(path, 'rb') as f:
        data = f.read()
    description = {
        'name': 'anyuan-words', 'version': 1, 'file': 'words.onnx', 'bytes': len(data),
        'sha256': hashlib.sha256(data).hexdigest(), 'trainedOn': time.strftime('%Y-%m-%d'),
        'voices': VOICES, 'tokens': tk.COUNT, 'memory': list(memory.shape), 'melFrames': FRAMES, 'steps': STEPS,
    }
    with open(os.path.join(folder, 'words.json'), 'w', encoding='utf-8') as f:
        json.dump(description, f, indent=2)
        f.write('\n')
    return description


if __name__ == '__main__':
    torch.set_num_threads(1)
    trained = WordsNet()
    trained.load_state_dict(torch.load(sys.argv[1]))
    print(export(trained, sys.argv[2]))
