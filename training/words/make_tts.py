"""Synthetic voices (espeak-ng, voices that the corpus does not use) saying what texts.pick picks."""
import sys

import numpy as np

import bank
import corpus as corpora
import texts

VOICES = ('Alex Alicia Andrea Andy Denis Diogo Gene Gene2 Henrique Hugo Jacky Lee Marco Mario Michael Mike '
          'RicishayMax Storm adam anika antonio aunty belinda benjamin boris caleb david ed edward f1 f3 f5 '
          'grandma grandpa gustave iven iven2 john kaukovalta klatt klatt3 klatt4 m1 m2 m4 m6 m7 m8 marcelo '
          'max michel miguel norbert pablo paul pedro quincy rob robert sandro shelby steph steph2 travis '
          'victor zac').split()
"""phrases_tts has cmn, Annie, f2, f4, klatt2, linda, m3, m5: those stay unheard."""


def main(corpus, out, count):
    rng = np.random.default_rng(5)
    sentences = texts.all_sentences(corpora.read_manifest(corpus))
    inventory = texts.inventory_of(sentences)
    made = bank.Bank()
    for k in range(count):
        said = texts.pick(rng, sentences, inventory)
        pcm = bank.espeak(said, VOICES[k % len(VOICES)], rng)
        if pcm is None:
            continue
        pcm = bank.resized(pcm, np.exp(rng.uniform(np.log(0.8), np.log(1.3))))
        made.add(bank.trimmed(bank.magnitudes(pcm, 80), 35), (said, 'tts'))
    made.save(out)


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
