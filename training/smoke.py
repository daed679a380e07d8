"""A run of every step on a few clips: says in minutes whether the long one would get through.

What comes out hears nothing and is thrown away.
"""
import bank
import corpus as corpora
import learn
import pictures
import pool
import windows

STEPS = 4
EACH, EACH_EVENT = 12, 60
"""Clips of each label; events are many, for every fold wants some that it may use."""


def few(rows):
    """Rows of each label, spread over its sets and speakers, in the order they stand."""
    chosen = []
    for label in {r['label'] for r in rows}:
        mine = [r for r in rows if r['label'] == label]
        most = EACH_EVENT if corpora.class_of(label) in corpora.EVENTS else EACH
        chosen += mine[::max(1, len(mine) // most)][:most]
    paths = {r['path'] for r in chosen}
    return [r for r in rows if r['path'] in paths]


def make_tiny():
    """Fewer of everything that is made; what may come out empty then is not asked for."""
    pool.TRIES = (400, 200)
    pool.TAKEN = 0.01
    bank.MADE_EACH = bank.TONES_EACH = bank.CHIRPS_EACH = 4
    bank.VARIANTS, bank.CRY_ADULT = {name: 1 for name in bank.VARIANTS}, 1
    pictures.COMPOSED = 4
    windows.PLAN = {kind: 0 if kind == 'siren_made' else 4 for kind in windows.PLAN}
    learn.BATCH, learn.WARM = 16, 2
