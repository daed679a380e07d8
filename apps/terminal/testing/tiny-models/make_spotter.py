"""A keyword model of the shape sherpa-onnx wants and the size of a test: make_spotter.py FOLDER

The released zipformer cannot be had on a closed machine, but its engine can be driven: this is a streaming
transducer with the same metadata, states and token table that "hears" pure tones. Token k sounds at the middle
of mel bin BINS[k] (`hz` in tones.json); a tone that lasts is heard once. Its files are committed beside it.
"""
import json
import os
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TOKENS = ['j', 'iù', 'm', 'ìng', 'w', 'ǒ', 'b', 'ié', 'd', 'ǎ']
"""What 救命, 救救我 and 别打我 are made of; 放开我 cannot be spelt with them."""
FIRST, STEP, MELS = 24, 5, 80
BLANK_LOGIT = 6.0
CHUNK, PADDED, SUBSAMPLING = 32, 45, 4
DIM, KERNEL, LEFT = 4, 3, 1

f32, i64 = TensorProto.FLOAT, TensorProto.INT64


def const(name, value):
    return numpy_helper.from_array(np.asarray(value), name)


def centre_hz(mel_bin):
    """Middle of a bin of kaldi's mel bank, 20 Hz to 7600 Hz (sherpa's high_freq is -400)."""
    mel = lambda hz: 1127 * np.log(1 + hz / 700)  # noqa: E731
    step = (mel(7600) - mel(20)) / (MELS + 1)
    return 700 * (np.exp((mel(20) + (mel_bin + 1) * step) / 1127) - 1)


def save(graph, path, meta):
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 13)], ir_version=7, producer_name='anyuan')
    helper.set_model_props(model, meta)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def encoder(folder, size):
    shapes = {'key': [LEFT, 'N', 1], 'nonlin': [1, 'N', LEFT, 3 * DIM // 4], 'val1': [LEFT, 'N', 1], 'val2': [LEFT, 'N', 1],
              'conv1': ['N', DIM, KERNEL // 2], 'conv2': ['N', DIM, KERNEL // 2], 'embed': ['N', 128, 3, 19]}
    inputs = [helper.make_tensor_value_info('x', f32, ['N', PADDED, MELS])]
    inputs += [helper.make_tensor_value_info(n, f32, s) for n, s in shapes.items()]
    inputs += [helper.make_tensor_value_info('processed_lens', i64, ['N'])]
    frames = CHUNK // SUBSAMPLING
    outputs = [helper.make_tensor_value_info('encoder_out', f32, ['N', frames, size])]
    outputs += [helper.make_tensor_value_info('new_' + n, f32, s) for n, s in shapes.items()]
    outputs += [helper.make_tensor_value_info('new_processed_lens', i64, ['N'])]
    pick = np.zeros((MELS, size), np.float32)
    for k in range(len(TOKENS)):
        pick[FIRST + STEP * k, k + 2] = 1
    pick[:, 2:] -= 1 / MELS
    nodes = [helper.make_node('Slice', ['x', 'from', 'to', 'axis'], ['now']),
             helper.make_node('Reshape', ['now', 'four'], ['fours']),
             helper.make_node('ReduceMean', ['fours'], ['mean'], axes=[2], keepdims=0),
             helper.make_node('MatMul', ['mean', 'pick'], ['encoder_out'])]
    nodes += [helper.make_node('Identity', [n], ['new_' + n]) for n in shapes]
    nodes += [helper.make_node('Add', ['processed_lens', 'chunk'], ['new_processed_lens'])]
    consts = [const('from', np.array([0], np.int64)), const('to', np.array([CHUNK], np.int64)), const('axis', np.array([1], np.int64)),
              const('four', np.array([-1, frames, SUBSAMPLING, MELS], np.int64)), const('pick', pick), const('chunk', np.array([CHUNK // 2], np.int64))]
    meta = {'model_type': 'zipformer2', 'encoder_dims': str(DIM), 'query_head_dims': '1', 'value_head_dims': '1', 'num_heads': '1',
            'num_encoder_layers': '1', 'cnn_module_kernels': str(KERNEL), 'left_context_len': str(LEFT), 'T': str(PADDED),
            'decode_chunk_len': str(CHUNK), 'version': '1'}
    save(helper.make_graph(nodes, 'encoder', inputs, outputs, consts), os.path.join(folder, 'encoder.onnx'), meta)


def decoder(folder, size):
    """What was said last is not said again: a tone that goes on is blank after its first frame."""
    table = np.zeros((size, size), np.float32)
    for k in range(2, size):
        table[k, k] = -30
    nodes = [helper.make_node('Gather', ['y', 'one'], ['last'], axis=1),
             helper.make_node('Max', ['last', 'zero'], ['known']),
             helper.make_node('Gather', ['table', 'known'], ['decoder_out'], axis=0)]
    consts = [const('one', np.int64(1)), const('zero', np.int64(0)), const('table', table)]
    graph = helper.make_graph(nodes, 'decoder', [helper.make_tensor_value_info('y', i64, ['N', 2])],
                              [helper.make_tensor_value_info('decoder_out', f32, ['N', size])], consts)
    save(graph, os.path.join(folder, 'decoder.onnx'), {'vocab_size': str(size), 'context_size': '2'})


def joiner(folder, size):
    bias = np.full((size,), -2.0, np.float32)
    bias[0], bias[1] = BLANK_LOGIT, -30
    nodes = [helper.make_node('Add', ['encoder_out', 'decoder_out'], ['sum']), helper.make_node('Add', ['sum', 'bias'], ['logit'])]
    given = [helper.make_tensor_value_info(n, f32, ['N', size]) for n in ('encoder_out', 'decoder_out')]
    graph = helper.make_graph(nodes, 'joiner', given, [helper.make_tensor_value_info('logit', f32, ['N', size])], [const('bias', bias)])
    save(graph, os.path.join(folder, 'joiner.onnx'), {'joiner_dim': str(size)})


def main(folder):
    os.makedirs(folder, exist_ok=True)
    names = ['<blk>', '<unk>', *TOKENS]
    with open(os.path.join(folder, 'tokens.txt'), 'w', encoding='utf-8') as f:
        f.writelines(f'{name} {k}\n' for k, name in enumerate(names))
    hz = {token: round(float(centre_hz(FIRST + STEP * k)), 1) for k, token in enumerate(TOKENS)}
    with open(os.path.join(folder, 'tones.json'), 'w', encoding='utf-8') as f:
        json.dump(hz, f, ensure_ascii=False, indent=2)
        f.write('\n')
    for make in (encoder, decoder, joiner):
        make(folder, len(names))


if __name__ == '__main__':
    main(sys.argv[1])
