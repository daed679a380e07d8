"""A recogniser of the shape of SenseVoice and the size of a test: make_recogniser.py FOLDER

Each character sounds at the middle of a mel bin, as in make_spotter.py; what the engine writes down is what was
played. Its files are committed beside it.
"""
import json
import os
import sys

import numpy as np
from onnx import helper

from make_spotter import FIRST, MELS, STEP, const, f32, save
from make_spotter import TensorProto

CHARACTERS = ['救', '命', '我', '们', '去', '操', '场', '滚', '蛋', '吧']
HEAD = ['<|zh|>', '<|NEUTRAL|>', '<|Speech|>', '<|woitn|>']
"""SenseVoice answers language, emotion, event and norm first."""
WINDOW, SHIFT = 7, 6
BLANK_LOGIT = 6.0
i32 = TensorProto.INT32


def centre_hz(mel_bin):
    """As in make_spotter.py, with the upper end of 8000 Hz that this engine uses."""
    mel = lambda hz: 1127 * np.log(1 + hz / 700)  # noqa: E731
    step = (mel(8000) - mel(20)) / (MELS + 1)
    return 700 * (np.exp((mel(20) + (mel_bin + 1) * step) / 1127) - 1)


def main(folder):
    os.makedirs(folder, exist_ok=True)
    names = ['<blk>', *HEAD, *CHARACTERS]
    size = len(names)
    with open(os.path.join(folder, 'tokens.txt'), 'w', encoding='utf-8') as f:
        f.writelines(f'{name} {k}\n' for k, name in enumerate(names))
    with open(os.path.join(folder, 'tones.json'), 'w', encoding='utf-8') as f:
        hz = {c: round(float(centre_hz(FIRST + STEP * k)), 1) for k, c in enumerate(CHARACTERS)}
        json.dump(hz, f, ensure_ascii=False, indent=2)
        f.write('\n')
    pick = np.zeros((MELS, size), np.float32)
    for k in range(len(CHARACTERS)):
        pick[FIRST + STEP * k, 1 + len(HEAD) + k] = 1
        pick[:, 1 + len(HEAD) + k] -= 1 / MELS
    head = np.zeros((1, len(HEAD), size), np.float32)
    for k in range(len(HEAD)):
        head[0, k, 1 + k] = 50
    bias = np.full((size,), -2.0, np.float32)
    bias[0] = BLANK_LOGIT
    nodes = [helper.make_node('Reshape', ['x', 'apart'], ['frames']),
             helper.make_node('ReduceMean', ['frames'], ['mean'], axes=[2], keepdims=0),
             helper.make_node('MatMul', ['mean', 'pick'], ['heard']),
             helper.make_node('Add', ['heard', 'bias'], ['said']),
             helper.make_node('Concat', ['head', 'said'], ['logits'], axis=1)]
    given = [helper.make_tensor_value_info('x', f32, ['N', 'T', WINDOW * MELS])]
    given += [helper.make_tensor_value_info(n, i32, ['N']) for n in ('x_length', 'language', 'text_norm')]
    out = [helper.make_tensor_value_info('logits', f32, ['N', 'L', size])]
    consts = [const('apart', np.array([1, -1, WINDOW, MELS], np.int64)), const('pick', pick), const('bias', bias), const('head', head)]
    meta = {'model_type': 'sense_voice', 'comment': 'tiny', 'vocab_size': str(size), 'lfr_window_size': str(WINDOW),
            'lfr_window_shift': str(SHIFT), 'normalize_samples': '0', 'with_itn': '14', 'without_itn': '15',
            'neg_mean': ','.join(['0'] * (WINDOW * MELS)), 'inv_stddev': ','.join(['1'] * (WINDOW * MELS))}
    meta.update({f'lang_{name}': str(k) for k, name in enumerate(('auto', 'zh', 'en', 'yue', 'ja', 'ko'))})
    save(helper.make_graph(nodes, 'recogniser', given, out, consts), os.path.join(folder, 'model.onnx'), meta)


if __name__ == '__main__':
    main(sys.argv[1])
