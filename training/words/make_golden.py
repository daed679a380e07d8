"""Writes packages/core/words/golden/tokens.json: the tokens that both sides must give."""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import tokens as tk  # noqa: E402

SAID = ('jiu4 ming4;lao3 shi1 jiu4 wo3;bie2 da2 wo3;zhi1 zi4 ri4 si5;yu3 yue4 yuan2 yun4;ju2 que4 xuan1 qun2;'
        'lv4 lve4 nü3;bo1 po4 mo2 fo2;dui4 liu2 gun3 shui3;yi1 wu3 wei2 weng1 yong4 xiong2;er4 a5 o1 e4;le ma5')


def main():
    cases = [{'pinyin': said, 'tokens': tk.tokens_of(said)} for said in SAID.split(';')]
    path = os.path.join(HERE, '../../packages/core/words/golden/tokens.json')
    with open(path, 'w', encoding='utf-8') as f:
        json.dump({'count': tk.COUNT, 'cases': cases}, f, indent=2)
        f.write('\n')


if __name__ == '__main__':
    main()
