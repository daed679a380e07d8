#!/bin/sh
# Makes the spoken prompts of the terminal again: sh apps/terminal/prompts/make.sh
# Needs espeak-ng and sox (Debian: apt-get install espeak-ng sox).
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# speak NAME WORDS_PER_MINUTE PINYIN: the Mandarin dictionary of espeak-ng 1.51 in Debian has no
# characters, so the words are given as pinyin with tones.
speak() {
  espeak-ng -v cmn-latn-pinyin -p 40 -s "$2" -w "$work/$1.wav" "$3"
  sox -D "$work/$1.wav" -r 16000 -c 1 -b 16 "$1.wav" \
    highpass 120 norm -3 silence 1 0.01 0.2% reverse silence 1 0.01 0.2% fade 0.01 reverse fade 0.01
}

speak sent 155 'bao4jing3 yi3 fa1chu1'                        # 报警已发出。
speak accepted 155 'you3ren2 zheng4zai4 gan3lai2'             # 有人正在赶来。
speak arrived 160 'you3ren2 yi3 dao4 xian4chang3'             # 有人已到现场。
speak attention 185 'you3ren2 bao4jing3 qing3 li4ji2 qian2wang3' # 有人报警，请立即前往。
speak exercise 160 'zhe4shi4 yan3lian4'                       # 这是演练。
speak test 160 'zhe4shi4 ce4shi4'                             # 这是测试。
speak talk 190 'lao3shi1 zheng4zai4 yu3 nin2 tong1hua4'       # 老师正在与您通话。
speak deterrent 205 'ting2zhi3 shang1hai4 lao3shi1 ma3shang4 dao4'  # 停止伤害，老师马上到。
