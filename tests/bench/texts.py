"""Comments as citizens might write them, made from a seed."""

import random

_PLACES = ("駅前", "北町", "港通り", "中央公園", "小学校の前", "川沿い", "旧市街", "団地")
_THINGS = (
    "自転車道",
    "バスの本数",
    "街灯",
    "歩道の段差",
    "図書館",
    "保育所",
    "避難所",
    "空き家",
    "並木",
)
_WISHES = (
    "をもっと増やしてほしいと思います",
    "について、案の書き方では誰が責任を持つのか分かりません",
    "は、子どもや高齢者が使いやすいことを第一に考えてください",
    "の計画に賛成ですが、費用の見通しも示してください",
    "を見直す前に、住んでいる人の話を聞く場を設けてください",
    "の現状を数字で示し、5年後の目標も書いてください",
)
_ENDS = ("。", "。毎日通るたびに感じています。", "。隣の市の例も参考にしてください。", "。\n")


def comment(chance: random.Random) -> str:
    """A text of 1 to about 20 sentences, most of them short: 30 to 1,000 characters."""
    sentences = min(20, 1 + int(chance.expovariate(0.25)))
    return "".join(
        f"{chance.choice(_PLACES)}の{chance.choice(_THINGS)}"
        f"{chance.choice(_WISHES)}{chance.choice(_ENDS)}"
        for _ in range(sentences)
    )
