"""Figures of phrases from score.ts's output, for each way to judge a path: tune.py SCORES.json

Prints recall at 1 and 5 false alarms an hour on voices that the network never heard (recorded
syllables joined, and synthetic voices), phrases of two syllables apart, and confusables hit.
"""
import json
import math
import sys

import tokens as tk

UNHEARD_VOICE = 'zhA'


def threshold_at(quiet, hours, per_hour):
    allowed = int(per_hour * hours)
    ordered = sorted(quiet, reverse=True)
    return ordered[allowed] if allowed < len(ordered) else -math.inf


def figures(data, share, power, keep):
    """Rows scored by the best of the phrases `keep` allows."""
    lengths = [len(tk.tokens_of(p['pinyin'])) ** power for p in data['phrases']]
    allowed = [k for k, p in enumerate(data['phrases']) if keep(p)]
    def score(row):
        return max(row['scores'][share][k] / lengths[k] for k in allowed)
    def syllables(row):
        return len(row['transcript'])
    rows = data['results']
    quiet = [r for r in rows if r['label'] not in ('help', 'nonhelp_phrase')]
    hours = sum(r['seconds'] for r in quiet) / 3600
    quiet_scores = [score(r) for r in quiet]
    out = {'hours': hours}
    for name, test in (('real', lambda r: r['set'] == 'phrases_syllable' and r['speaker'] == UNHEARD_VOICE),
                       ('synthetic', lambda r: r['set'] == 'phrases_tts'),
                       ('heard voices', lambda r: r['set'] == 'phrases_syllable' and r['speaker'] != UNHEARD_VOICE)):
        for wide, size in (('3+', lambda r: syllables(r) > 2), ('2', lambda r: syllables(r) == 2)):
            events = [score(r) for r in rows if r['label'] == 'help' and test(r) and size(r)]
            near = [score(r) for r in rows if r['label'] == 'nonhelp_phrase' and test(r)]
            line = [len(events)]
            for per_hour in (1, 5):
                at = threshold_at(quiet_scores, hours, per_hour)
                line += [round(at, 2), round(sum(e > at for e in events) / max(1, len(events)), 2),
                         f'{sum(n > at for n in near)}/{len(near)}']
            out[f'{name} {wide}'] = line
    return out


def main(path):
    with open(path, encoding='utf-8') as f:
        data = json.load(f)
    for share, value in enumerate(data['shares']):
        for power in (0.0, 0.5, 0.75, 1.0):
            for name, keep in (('all', lambda p: True), ('3+', lambda p: len(p['text']) > 2)):
                print(value, power, name, figures(data, share, power, keep))


if __name__ == '__main__':
    main(sys.argv[1])
