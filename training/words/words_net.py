"""WordsNet: a causal stack of depth-wise separable convolutions that spells syllables (CTC).

Every convolution looks back only, so the network runs on a stream with a small memory and gives
exactly what it gives on the whole. A toned final is its final plus its tone: 39 + 5 outputs stand
for 195 tokens, so that a tone is learnt from every final that carries it.
"""
import torch
from torch import nn

import tokens as tk

STRIDE = 3
WIDTH = 224
KERNEL = 7
DILATIONS = (1, 1, 1, 2, 1, 2, 1, 2, 1, 1)
STEM = 7
MEAN, SCALE = -2.0, 2.5


class Block(nn.Module):
    def __init__(self, dilation):
        super().__init__()
        self.back = (KERNEL - 1) * dilation
        self.deep = nn.Conv1d(WIDTH, WIDTH, KERNEL, dilation=dilation, groups=WIDTH)
        self.mix = nn.Conv1d(WIDTH, WIDTH, 1, bias=False)
        self.norm = nn.BatchNorm1d(WIDTH)

    def forward(self, x, memory):
        """x [b, WIDTH, t], memory [b, WIDTH, back] -> y, next memory."""
        seen = torch.cat([memory, x], 2)
        y = self.norm(self.mix(torch.relu(self.deep(seen))))
        return torch.relu(x + y), seen[:, :, -self.back:]


class WordsNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv1d(64, WIDTH, STEM, stride=STRIDE)
        self.stem_norm = nn.BatchNorm1d(WIDTH)
        self.blocks = nn.ModuleList(Block(d) for d in DILATIONS)
        self.out = nn.Conv1d(WIDTH, 1 + len(tk.INITIALS) + len(tk.FINALS) + tk.TONES, 1)
        compose = torch.zeros(tk.COUNT, self.out.out_channels, 1)
        for token in range(tk.FIRST_FINAL):
            compose[token, token, 0] = 1
        for final in range(len(tk.FINALS)):
            for tone in range(tk.TONES):
                token = tk.FIRST_FINAL + final * tk.TONES + tone
                compose[token, tk.FIRST_FINAL + final, 0] = 1
                compose[token, tk.FIRST_FINAL + len(tk.FINALS) + tone, 0] = 1
        self.register_buffer('compose', compose, persistent=False)

    def memory_sizes(self):
        return [block.back for block in self.blocks]

    def step(self, mel, memory):
        """mel [b, 64, STEM + STRIDE * (t - 1)], memory [b, WIDTH, sum of backs] -> log p [b, t, tokens], memory."""
        x = torch.relu(self.stem_norm(self.stem((mel - MEAN) / SCALE)))
        kept, at = [], 0
        for block in self.blocks:
            x, next_memory = block(x, memory[:, :, at:at + block.back])
            kept.append(next_memory)
            at += block.back
        logits = nn.functional.conv1d(self.out(x), self.compose)
        return torch.log_softmax(logits.transpose(1, 2), 2), torch.cat(kept, 2)

    def forward(self, mel):
        memory = mel.new_zeros(mel.shape[0], WIDTH, sum(self.memory_sizes()))
        return self.step(mel, memory)[0]
