"""Pinyin with tone numbers -> tokens of the words model; the same split as packages/core/words/tokens.ts.

A syllable is an initial (none for a, yi, wu ...) and a toned final. Finals are written out
(iu -> iou, wei -> uei, ju -> v), so that one sound has one name; zi and zhi have finals of their own.
"""
from functools import lru_cache

INITIALS = 'b p m f d t n l g k h j q x zh ch sh r z c s'.split()
FINALS = ('a o e ai ei ao ou an en ang eng ong er i ir iz ia io ie iao iou ian in iang ing iong '
          'u ua uo uai uei uan uen uang ueng v ve van vn').split()
TONES = 5
BLANK = 0
FIRST_INITIAL = 1
FIRST_FINAL = 1 + len(INITIALS)
COUNT = FIRST_FINAL + len(FINALS) * TONES

_WHOLE = {
    'yi': 'i', 'ya': 'ia', 'yo': 'io', 'yao': 'iao', 'ye': 'ie', 'you': 'iou', 'yan': 'ian',
    'yin': 'in', 'yang': 'iang', 'ying': 'ing', 'yong': 'iong', 'yu': 'v', 'yue': 've',
    'yuan': 'van', 'yun': 'vn', 'wu': 'u', 'wa': 'ua', 'wo': 'uo', 'wai': 'uai', 'wei': 'uei',
    'wan': 'uan', 'wen': 'uen', 'wang': 'uang', 'weng': 'ueng',
}
_SHORT = {'iu': 'iou', 'ui': 'uei', 'un': 'uen', 'ue': 've'}
_AFTER_JQX = {'u': 'v', 'ue': 've', 'uan': 'van', 'un': 'vn'}


@lru_cache(maxsize=None)
def split_syllable(syllable):
    """'jiu4' -> ('j', 'iou', 4); None when it is no syllable of Mandarin."""
    body, tone = (syllable[:-1], int(syllable[-1])) if syllable[-1:].isdigit() else (syllable, 5)
    body = body.lower().replace('u:', 'v').replace('ü', 'v')
    tone = 5 if tone == 0 else tone
    if not 1 <= tone <= 5:
        return None
    if body in _WHOLE:
        return '', _WHOLE[body], tone
    initial = next((i for i in ('zh', 'ch', 'sh') + tuple(INITIALS) if body.startswith(i)), '')
    rest = body[len(initial):]
    if initial in ('j', 'q', 'x'):
        rest = _AFTER_JQX.get(rest, rest)
    rest = _SHORT.get(rest, rest)
    if rest == 'i' and initial in ('zh', 'ch', 'sh', 'r'):
        rest = 'ir'
    if rest == 'i' and initial in ('z', 'c', 's'):
        rest = 'iz'
    if rest == 'o' and initial in ('b', 'p', 'm', 'f'):
        rest = 'uo'
    return (initial, rest, tone) if rest in FINALS else None


def tokens_of(pinyin):
    """'jiu4 ming4' -> token numbers; None when a syllable is unknown or there is none."""
    out = []
    for syllable in pinyin.split():
        parts = split_syllable(syllable)
        if parts is None:
            return None
        initial, final, tone = parts
        if initial:
            out.append(FIRST_INITIAL + INITIALS.index(initial))
        out.append(FIRST_FINAL + FINALS.index(final) * TONES + tone - 1)
    return out or None
