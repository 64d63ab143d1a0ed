"""Makes transcript_metrics.json: what jiwer says of transcripts, to hold Unroll's figures against.

    pip install jiwer==4.0.0
    python make_transcript_metrics.py

Each case has "references" and "hypotheses"; "characters" and "words" are jiwer's counts over the code points and over the words: the rate,
and how many substitutions, insertions and deletions there are.
"""

import json
import random
from pathlib import Path

import jiwer

HERE = Path(__file__).resolve().parent
KEEP = jiwer.Compose([jiwer.ReduceToListOfListOfChars()])
WORDS = jiwer.Compose([jiwer.RemoveMultipleSpaces(), jiwer.Strip(), jiwer.ReduceToListOfListOfWords()])


def changed(rng, text, letters):
    out = []
    for letter in text:
        kind = rng.random()
        if kind < 0.12:
            continue
        if kind < 0.24:
            out.append(rng.choice(letters))
        elif kind < 0.36:
            out += [letter, rng.choice(letters)]
        else:
            out.append(letter)
    return "".join(out)


def counted(output):
    return {
        "substitutions": output.substitutions,
        "insertions": output.insertions,
        "deletions": output.deletions,
        "hits": output.hits,
    }


def main():
    rng = random.Random(7)
    cases = []
    for letters in ("ab", "abc ", "abcdefgh  ", "好棒的日子 ", "🙂🙃é a"):
        references, hypotheses = [], []
        while len(references) < 25:
            text = "".join(rng.choice(letters) for _ in range(rng.randrange(1, 40)))
            text = " ".join(text.split())
            if not text:
                continue
            references.append(text)
            hypotheses.append(" ".join(changed(rng, text, letters).split()))
        hypotheses[0], hypotheses[1] = references[0], ""
        characters = jiwer.process_characters(
            references, hypotheses, reference_transform=KEEP, hypothesis_transform=KEEP
        )
        words = jiwer.process_words(references, hypotheses, reference_transform=WORDS, hypothesis_transform=WORDS)
        cases.append(
            {
                "references": references,
                "hypotheses": hypotheses,
                "characters": {"rate": characters.cer, **counted(characters)},
                "words": {"rate": words.wer, **counted(words)},
            }
        )
    (HERE / "transcript_metrics.json").write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
