"""Makes translation_metrics.json: BLEU and chrF2 of corpora as sacreBLEU has them, to hold Unroll's against.

    pip install sacrebleu==2.6.0
    python make_translation_metrics.py

Each case has `pairs` of [hypothesis, reference], and the corpus scores `bleu` by tokens ("13a", "char", "none") and `chrf`; `tokens13a`
has what mteval-v13a makes of each hypothesis.
"""

import json
import random
from pathlib import Path

from sacrebleu.metrics import BLEU, CHRF
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

HERE = Path(__file__).resolve().parent

WRITTEN = {
    "equal": [("the cat sat on the mat", "the cat sat on the mat"), ("三百一十二", "三百一十二")],
    "near": [
        ("The quick, brown fox (1.5 kg) jumped over 3,000 dogs.", "The quick brown fox jumped over 3,000 lazy dogs."),
        ("It's a \"test\" - isn't it?", "It's a test, isn't it?"),
        ("on 2024-03-01 at 10:30 we left", "on 2024-03-02 at 10:30 we left"),
    ],
    "marks": [
        ("a&quot;b&amp;c&lt;d&gt;e &amp;quot; &x;", "a \"b&c<d>e &quot; &x;"),
        ("<skipped>one, two.three 4.5,6 7-8 -9 10- end.", "one , two . three 4.5,6 7 - 8 - 9 10 - end ."),
        ("well-\nknown words\nin lines -\n", "well-known words in lines"),
        ("price: $5,00; 50% [or] {less} ~ ^ _ ` | \\ / @ # * + =", "price : $ 5,00 ; 50 % [ or ] { less } ~"),
        (".5, ,5. ..., 1.,2", ".5 , ,5 . ... 1 . , 2"),
    ],
    "scripts": [
        ("שלום, עולם!", "שלום עולם"),
        ("naïve café — déjà vu…", "naive café – déjà vu ..."),
        ("١٢٣.٤٥", "١٢٣.٤٦"),
        ("🙂🙃 ok 👍🏽", "🙂 ok 👍"),
        ("e\u0301", "é"),
        ("二〇二四年，三月。", "二〇二四年三月"),
    ],
    "space": [
        ("a\u00a0b\u3000c\u2009d", "a b c d"),
        ("a\x1cb\x1ec\x85d\x1fe", "a b c d e"),
        ("a\ufeffb \ufeff", "a b"),
        ("  tabs\tand\vmore\f ", "tabs and more"),
    ],
    "empty": [("", "nothing was written"), ("a", "a"), ("b", "")],
    "all empty": [("", "x"), ("", "y")],
    "short": [("a b", "a b"), ("c", "c d"), ("e f g", "e f h")],
    "no match": [("x y z w v", "a b c d e")],
    "longer": [("a b c d e f g h", "a b c d")],
    "smoothed": [("a x b y c z", "a b c d e f"), ("d q", "d r s")],
    "repeats": [("the the the the the the the", "the cat is on the mat")],
}


def drawn(seed: int) -> list[tuple[str, str]]:
    choose = random.Random(seed)
    words = [choose.choice("abcdeé三ß,.-1 2&'") * choose.randint(1, 3) for _ in range(12)]
    pairs = []
    for _ in range(choose.randint(1, 12)):
        reference = [choose.choice(words) for _ in range(choose.randint(1, 9))]
        hypothesis = [choose.choice(words) if choose.random() < 0.2 else word for word in reference]
        if choose.random() < 0.3:
            hypothesis.pop(choose.randrange(len(hypothesis)))
        pairs.append((choose.choice(["", " "]).join(hypothesis), " ".join(reference)))
    return pairs


def case(name: str, pairs: list[tuple[str, str]]) -> dict:
    hypotheses, references = [list(each) for each in zip(*pairs)]
    return {
        "name": name,
        "pairs": pairs,
        "bleu": {
            tokens: BLEU(tokenize=tokens).corpus_score(hypotheses, [references]).score for tokens in ("13a", "char", "none")
        },
        "chrf": CHRF().corpus_score(hypotheses, [references]).score,
        "tokens13a": [Tokenizer13a()(hypothesis.rstrip()).split() for hypothesis in hypotheses],
    }


cases = [case(name, pairs) for name, pairs in WRITTEN.items()] + [case(f"drawn {seed}", drawn(seed)) for seed in range(20)]
lines = ",\n".join(json.dumps(each) for each in cases)
(HERE / "translation_metrics.json").write_text(f"[\n{lines}\n]\n")
