"""Training of one network: bf16 where the processor has it, AdamW, cosine rate, mean of its weights."""
import math
import time

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy
from torch.nn.functional import cosine_similarity

import corpus as corpora
from model import SoundNet

BATCH, PEAK, WARM = 64, 2.5e-3, 200
SMOOTH = 0.02
OTHER_EVENT = 0.2
"""Weight of "this is not that other event": confusing alarms costs less than missing one."""

SHARES = {'label': 0.7, 'kin': 3, 'like': 0.3, 'tags': 0.4}
"""Weights of the four losses."""

NEAR_TAGS = [*range(4), *range(6, 17), *range(19, 26), *range(33, 38), 42, 43, 44, 49, 53,
             *range(61, 66), *range(67, 71), 75, 76, 93, 97, 98, 99, 100, 132, 300, 302, 307, 316, 348,
             352, 355, 382, *range(389, 398), 410, 412, 420, 421, 422, *range(424, 429), 430,
             *range(434, 438), 454, 455, *range(459, 462), *range(463, 467), 469, 483]
"""The teacher's tags of voices, animals, crowds, sirens, blows, shots and glass: four times the weight
of the rest; its screaming (11) four times theirs."""


def asked_of(y):
    """[n, classes] weight of each label: 0 where it says nothing, little between kinds of events."""
    event = torch.tensor([name in corpora.EVENTS for name in corpora.CLASSES])
    is_event = ((y == 1) & event).any(1, keepdim=True)
    weight = torch.where(is_event & event & (y == 0), OTHER_EVENT, 1.0)
    return weight * (y >= 0)


def whitened(embedding, dims):
    """[n, 1024] -> [n, dims] main components, the strong ones damped, of unit mean square."""
    z = embedding - embedding.mean(0)
    spread, axes = torch.linalg.eigh(z.T @ z / len(z))
    parts = (z @ axes.flip(1)[:, :dims]) / spread.flip(0)[:dims] ** 0.25
    return parts / parts.pow(2).mean() ** 0.5


class Goals:
    """What the heads are to answer for each picture."""

    def __init__(self, y, kin, logits, embedding, dims):
        self.y, self.kin = torch.from_numpy(y), torch.from_numpy(kin)
        self.like = whitened(torch.from_numpy(embedding), dims)
        logits = torch.from_numpy(logits)
        self.tags = (logits - logits.mean(0)) / (logits.std(0) + 1e-3)
        self.tag_weight = torch.full((logits.shape[1],), 0.5)
        self.tag_weight[NEAR_TAGS] = 2
        self.tag_weight[11] = 8

    def losses(self, answers, at):
        """{name: loss} of a batch: label, kin, like, tags."""
        label, kin, like, tags = (part.float() for part in answers)
        y, embedding = self.y[at], self.like[at]
        weight, target = asked_of(y), y.clamp(min=0) * (1 - 2 * SMOOTH) + SMOOTH
        labels = (cross_entropy(label, target, reduction='none') * weight).sum()
        return {'label': labels / weight.sum().clamp(min=1),
                'kin': cross_entropy(kin, self.kin[at]),
                'like': (like - embedding).pow(2).mean()
                        + 0.5 * (1 - cosine_similarity(like, embedding).mean()),
                'tags': ((tags - self.tags[at]).pow(2) * self.tag_weight).mean()}


def mask_bands(rng, x):
    """SpecAugment (Park et al., 2019) in place: a random mel band and a random time span at floor."""
    for row in x:
        if rng.random() < 0.3:
            b, t = rng.integers(0, 58), rng.integers(0, 80)
            row[:, b:b + rng.integers(2, 6)] = -6
            row[t:t + rng.integers(2, 10)] = -6


def optimiser_of(net):
    """No decay on biases and norms."""
    groups = [{'params': [p for p in net.parameters() if p.ndim > 1], 'weight_decay': 0.05},
              {'params': [p for p in net.parameters() if p.ndim <= 1], 'weight_decay': 0}]
    return torch.optim.AdamW(groups, lr=PEAK)


@torch.no_grad()
def follow(mean, net, step):
    """The mean's weights go a five-hundredth of the way, more in the beginning."""
    keep = min(0.998, (step + 1) / (step + 10))
    for kept, now in zip(mean.state_dict().values(), net.state_dict().values()):
        if kept.is_floating_point():
            kept.mul_(keep).add_(now.float(), alpha=1 - keep)


def train(data, steps, seed, start=None, peak=PEAK):
    """One network on (x, y, kin, logits, embedding); `start`: weights to go on from."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    x, net, mean = data[0], SoundNet().to(memory_format=torch.channels_last), SoundNet()
    if start is not None:
        net.load_state_dict(start)
    mean.load_state_dict(net.state_dict())
    goals, optimiser = Goals(*data[1:], dims=net.like.out_features), optimiser_of(net)
    order = np.concatenate([rng.permutation(len(x)) for _ in range(steps * BATCH // len(x) + 2)])
    started = time.time()
    for step in range(steps):
        rate = peak * min(1, (step + 1) / WARM) * (0.5 + 0.5 * math.cos(math.pi * step / steps))
        for group in optimiser.param_groups:
            group['lr'] = rate + 1e-5
        at = np.sort(order[step * BATCH:(step + 1) * BATCH])
        pictures = x[at].astype(np.float32)
        mask_bands(rng, pictures)
        with torch.autocast('cpu', dtype=torch.bfloat16):
            answers = net(torch.from_numpy(pictures)[:, None].to(memory_format=torch.channels_last))
        losses = goals.losses(answers, torch.from_numpy(at))
        optimiser.zero_grad(set_to_none=True)
        sum(SHARES[name] * loss for name, loss in losses.items()).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        follow(mean, net, step)
        if step % 200 == 199:
            told = ' '.join(f'{name} {loss.item():.3f}' for name, loss in losses.items())
            assert all(math.isfinite(loss.item()) for loss in losses.values()), 'training diverged'
            print(f'  step {step + 1}/{steps} {told} {time.time() - started:.0f} s', flush=True)
    return mean.eval()
