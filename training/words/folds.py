"""Which network must not have heard whom: three folds around the three voices that say phrases."""
FOLDS = 3
_VOICE = {'zhA': 0, 'zhB': 1, 'zhC': 2, 'S0150': 1}


def fold_of_voice(speaker):
    """0..2 for a Mandarin voice of the corpus; None for everybody else (training/folds.csv says)."""
    if speaker.startswith('dsp'):
        return int(speaker[3:]) % FOLDS
    return _VOICE.get(speaker)
