"""MODEL-CARD.md from what was measured: no figure in it is typed by hand."""
import json
import os
import re

import corpus as corpora

ATTRIBUTION = {
    'donateacry': 'Gabor Veres and contributors, github.com/gveres/donateacry-corpus',
    'en_child_adult': 'Zhang et al., speechocean762 (2021), github.com/jimbozhang/speechocean762',
    'esc10': 'Piczak, ESC (2015); Freesound authors listed in github.com/karolpiczak/ESC-10',
    'ambience': 'github.com/rafaelmardojai/blanket; github.com/IBM/MAX-Audio-Classifier',
    'sfx_cc': 'Freesound authors below; github.com/Fris0uman/CDDA-Soundpacks',
    'sfx_sm': 'Freesound authors below; github.com/jonjonsson/SoundMonster',
    'sfx_ss14': 'authors below; Space Station 14 assets',
    'vocal_sfx': 'authors below; Space Station 14 and flare-game assets',
    'vocal_aug': 'perturbed copies of the scream clips of the other sets, terms of the original',
    'vocal_game_bsd': 'The Freedoom project contributors',
    'vocal_game_zlib': 'Magnus Auvinen and contributors (Teeworlds)',
    'vocal_game_gfdl': 'The Hedgewars project contributors',
    'vocal_game_gpl': 'The Battle for Wesnoth and OpenArena contributors',
    'zh_read': 'Bu et al., AISHELL-1 (2017), Beijing Shell Shell Technology',
    'zh_syll_c': 'github.com/davinfifield/mp3-chinese-pinyin-sound',
    'zh_words_multi': 'zhongyuchen and contributors, github.com/zhongyuchen/DSPSpeech-20',
}


def licence_family(text):
    """'CC BY 3.0 — author link' -> 'CC BY'; one name for one family."""
    for pattern, name in ((r'CC0|CC 0|zero|public domain', 'CC0 or public domain'),
                          (r'ODbL', 'ODbL 1.0 / DbCL 1.0'), (r'Apache', 'Apache-2.0'),
                          (r'MIT', 'MIT'), (r'BSD', 'BSD-3-Clause'), (r'Zlib', 'Zlib'),
                          (r'GFDL', 'GFDL'), (r'GPL', 'GPL'), (r'BY-SA', 'CC BY-SA'),
                          (r'CC.?BY|/by/', 'CC BY')):
        if re.search(pattern, text, re.I):
            return name
    return 'other permissive'


def training_table(rows):
    lines = ['| set | rows | minutes | licences | attribution |', '|---|---|---|---|---|']
    for name in sorted({r['set'] for r in rows}):
        mine = [r for r in rows if r['set'] == name]
        minutes = sum(float(r['seconds']) for r in mine) / 60
        families = ', '.join(sorted({licence_family(r['licence']) for r in mine}))
        credit = ATTRIBUTION.get(name, 'made for the corpus')
        lines.append(f'| {name} | {len(mine)} | {minutes:.1f} | {families} | {credit} |')
    return '\n'.join(lines)


def share(value):
    return '-' if value is None else f'{value:.2f}'


def figure_table(figures):
    lines = ['| class | events | AUC | recall at 1/h | recall at 5/h | false alarms at 1/h, hours | '
             'other events taken for it |', '|---|---|---|---|---|---|---|']
    for name, f in figures.items():
        one, five = f['at1PerHour'], f['at5PerHour']
        lines.append(f"| {name} | {f['events']} | {f['auc']:.3f} | {share(one['recall'])} | "
                     f"{share(five['recall'])} | {f['falseAlarmsAt1']}, {f['negativeHours']} | "
                     f"{share(one['otherEventsTakenForIt'])} |")
    return '\n'.join(lines)


def set_table(figures):
    lines = ['| class | set | clips | recall at 1/h | at 5/h |', '|---|---|---|---|---|']
    for name, f in figures.items():
        for s, (recall, count) in f['at1PerHour']['bySet'].items():
            five = f['at5PerHour']['bySet'][s][0]
            lines.append(f'| {name} | {s} | {count} | {share(recall)} | {share(five)} |')
    return '\n'.join(lines)


def worst_list(figures):
    out = []
    for name, f in figures.items():
        out.append(f"- {name}: " + ', '.join(f'{label} {score}' for label, _, score in f['worst']))
    return '\n'.join(out)


def authors(rows):
    """Credits of single files under CC BY, once each."""
    found = {r['licence'].strip() for r in rows
             if licence_family(r['licence']) in ('CC BY', 'CC BY-SA') and r['set'] not in ('esc10', 'en_child_adult')}
    return '\n'.join('- ' + text for text in sorted(found))


def write_card(rows, made, figures, folder):
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, 'card-template.md'), encoding='utf-8') as f:
        text = f.read()
    share_alike = [r for r in rows if 'ODbL' in r['licence']]
    copyleft = [r for r in rows if not corpora.is_permissive(r)]
    fields = {
        'TRAINED_ON': made['trainedOn'], 'BYTES': f"{made['bytes'] / 1e6:.2f}",
        'THRESHOLDS': json.dumps(made['thresholds']), 'ROWS': str(len(rows)),
        'MINUTES': f"{sum(float(r['seconds']) for r in rows) / 60:.0f}",
        'ODBL_ROWS': str(len(share_alike)), 'COPYLEFT_ROWS': str(len(copyleft)), 'TRAINING': training_table(rows),
        'FIGURES': figure_table(figures), 'SETS': set_table(figures),
        'WORST': worst_list(figures), 'AUTHORS': authors(rows),
        'FOLDS': str(corpora.FOLDS),
        'GLASS': str(sum(r['label'] == 'glass' for r in rows)),
    }
    for key, value in fields.items():
        text = text.replace('{{' + key + '}}', value)
    with open(os.path.join(folder, 'MODEL-CARD.md'), 'w', encoding='utf-8') as f:
        f.write(text)
