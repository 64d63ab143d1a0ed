// The rules of the script that CoNLL's shared tasks were evaluated with, written down the way the script goes through a text:
// two columns side by side, and a decision at each token whether a chunk ends before it and one begins with it. What ends a chunk
// by itself, E and S, is added; L is E, and U is S.

type Tag = [letter: string, type: string];

function split(tag: string): Tag {
  const [letter, type] = /^([^-]*)-(.*)$/.exec(tag)?.slice(1) ?? [tag, ""];
  return [{ L: "E", U: "S" }[letter] ?? letter, type];
}

function ends([before, typeBefore]: Tag, [now, type]: Tag): boolean {
  if (before === "E" || before === "S") return true;
  if (before !== "O" && (now === "B" || now === "S" || now === "O")) return true;
  return before !== "O" && typeBefore !== type;
}

function begins([before, typeBefore]: Tag, [now, type]: Tag): boolean {
  if (now === "B" || now === "S") return true;
  if (["O", "E", "S"].includes(before) && (now === "I" || now === "E")) return true;
  return now !== "O" && typeBefore !== type;
}

/** Counts of chunks: in the truth, guessed, and right. A sentence's end is an O in both columns. */
export function conlleval(sentences: { actual: string[]; predicted: string[] }[]) {
  let [found, guessed, right, inside] = [0, 0, 0, false];
  let lastTrue: Tag = ["O", ""];
  let lastGuess: Tag = ["O", ""];
  for (const { actual, predicted } of sentences) {
    for (let i = 0; i <= actual.length; i++) {
      const truth = split(actual[i] ?? "O");
      const guess = split(predicted[i] ?? "O");
      if (inside) {
        const [endTrue, endGuess] = [ends(lastTrue, truth), ends(lastGuess, guess)];
        if (endTrue && endGuess && lastGuess[1] === lastTrue[1]) {
          inside = false;
          right++;
        } else if (endTrue !== endGuess || guess[1] !== truth[1]) inside = false;
      }
      const [beginTrue, beginGuess] = [begins(lastTrue, truth), begins(lastGuess, guess)];
      if (beginTrue && beginGuess && guess[1] === truth[1]) inside = true;
      if (beginTrue) found++;
      if (beginGuess) guessed++;
      [lastTrue, lastGuess] = [truth, guess];
    }
  }
  return { found, guessed, right };
}
