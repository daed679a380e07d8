"""Trains one words network: train_words.py CACHE CORPUS OUT.pt --without FOLD|none [--from BASE.pt] --minutes M

Without a fold: that fold's voices and sounds are never heard. --voices tts: synthetic voices only.
"""
import argparse
import os
import sys
import threading
import queue
import time

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, '..'))
import compose  # noqa: E402
import corpus as corpora  # noqa: E402
import texts  # noqa: E402
import tokens as tk  # noqa: E402
from folds import fold_of_voice  # noqa: E402
from words_net import STEM, STRIDE, WordsNet  # noqa: E402

BATCH = 32
SPELT_SHARE = 2.0
"""Where syllables were put is known: frames are taught directly beside the sequence, which is many times quicker."""
SAVED_EVERY = 100
WEIGHTS = torch.ones(tk.COUNT)
WEIGHTS[tk.BLANK] = 0.15
"""Most frames say nothing: at full weight the network spends its first hour on saying nothing."""


def composer_of(args, without):
    rows = corpora.read_manifest(args.corpus)
    sentences = texts.all_sentences(rows)
    tts = compose.Voices(os.path.join(args.cache, 'tts.npz'), lambda speaker: True)
    if args.voices == 'tts':
        return compose.Composer([(tts, 1)], sentences, None, args.seed)
    voices = os.path.join(args.cache, 'voices.npz')
    def kept(pattern):
        return lambda speaker: speaker.startswith(pattern) and fold_of_voice(speaker) != without
    banks = [(tts, 0.25)]
    for pattern, share in (('zhA', 0.22), ('zhB', 0.22), ('zhC', 0.22), ('S0150', 0.12), ('dsp', 0.08)):
        bank = compose.Voices(voices, kept(pattern))
        if bank.whole or bank.one:
            if not bank.whole:
                bank.whole = [i for units in bank.one.values() for many in units.values() for i in many]
            banks.append((bank, share))
    others = compose.Others(os.path.join(args.cache, 'others.npz'), without)
    return compose.Composer(banks, sentences, others, args.seed)


def batch_of(composer):
    mels, targets, labels = zip(*(composer.example() for _ in range(BATCH)))
    flat = torch.tensor([t for target in targets for t in target], dtype=torch.long)
    lengths = torch.tensor([len(target) for target in targets])
    known = torch.from_numpy(np.stack(labels)[:, 0:compose.FRAMES - STEM + 1:STRIDE])
    return torch.from_numpy(np.stack(mels)).transpose(1, 2), flat, lengths, known


def ahead(composer, count=3):
    """Batches made by another thread while the network learns."""
    ready = queue.Queue(count)
    def fill():
        while True:
            ready.put(batch_of(composer))
    threading.Thread(target=fill, daemon=True).start()
    while True:
        yield ready.get()


def train(args):
    without = None if args.without == 'none' else int(args.without)
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    net = WordsNet()
    if args.start:
        net.load_state_dict(torch.load(args.start))
    optimizer = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=1e-3)
    began, seen, losses, spells = time.time(), 0, [], []
    for mel, flat, lengths, known in ahead(composer_of(args, without)):
        done = seen / args.steps
        rate = args.rate * min(1, seen / 60 + 0.02) * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * min(1, done))))
        for group in optimizer.param_groups:
            group['lr'] = rate
        out = net(mel).transpose(0, 1)
        frames = torch.full((BATCH,), out.shape[0])
        loss = torch.nn.functional.ctc_loss(out, flat, frames, lengths, zero_infinity=True)
        spelt = torch.nn.functional.nll_loss(out.transpose(0, 1).flatten(0, 1), known.flatten(), weight=WEIGHTS, ignore_index=-1)
        spells.append(spelt.item())
        sequence = loss.item()
        loss = (0.2 if done < 0.5 else 1.0) * loss + SPELT_SHARE * spelt
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimizer.step()
        losses.append(sequence)
        seen += 1
        if seen % 50 == 0:
            print(f'{seen} {time.time() - began:.0f} s loss {np.mean(losses[-50:]):.3f} frames {np.mean(spells[-50:]):.3f}', flush=True)
        if seen % SAVED_EVERY == 0:
            torch.save(net.state_dict(), args.out + '.part')
        if seen >= args.steps:
            break
    torch.save(net.state_dict(), args.out)


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('cache')
    parser.add_argument('corpus')
    parser.add_argument('out')
    parser.add_argument('--without', default='none')
    parser.add_argument('--from', dest='start')
    parser.add_argument('--voices', default='all')
    parser.add_argument('--steps', type=int, default=800)
    parser.add_argument('--rate', type=float, default=2e-3)
    parser.add_argument('--seed', type=int, default=1)
    train(parser.parse_args())
