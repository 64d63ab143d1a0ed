// The page around the panel: plays the extension's part with a recording, and has the controls for it.

import type { PanelMessage, PanelRequest } from "../../../src/contracts/trainingPanel.ts";
import type { Recording } from "./recording.ts";
import { deltaBetween, snapshotAt } from "./replay.ts";

const INTERVAL = 100;

const recording: Recording = await (await fetch("/recording.json")).json();
const find = <T extends HTMLElement>(selector: string) => document.querySelector(selector) as T;
const panel = find<HTMLIFrameElement>("iframe");
const [play, restart] = [find<HTMLButtonElement>("#play"), find<HTMLButtonElement>("#restart")];
const speed = find<HTMLInputElement>("#speed");
const said = find<HTMLOutputElement>("output");

let step = 0;
let playing = true;
/** Paused from the panel, and not by the button beside it. */
let paused = false;
const send = (message: unknown) => panel.contentWindow?.postMessage(message, "*");

/** As a training of the window, which can be steered. */
function steered(message: PanelMessage): PanelMessage {
  const progress =
    message.type === "snapshot" ? message.snapshot.progress : message.type === "delta" && message.progress;
  if (progress) Object.assign(progress, { learningRate: 0.002, paused });
  return message;
}

setInterval(() => {
  if (!playing || step >= recording.steps) return;
  const next = Math.min(recording.steps, step + Math.max(1, Math.round((Number(speed.value) * INTERVAL) / 1000)));
  send(steered(deltaBetween(recording, step, next)));
  step = next;
}, INTERVAL);

window.addEventListener("message", ({ source, data }) => {
  if (source !== panel.contentWindow || !data?.request) return;
  const { type, ...more } = data.request as PanelRequest;
  said.value = `the panel asks: ${type}`;
  if ("asked" in more) {
    const problem = { message: "A recording answers nothing.", hint: "In VS Code the run would answer." };
    send({ type: "tried", asked: more.asked, result: { problem } });
  }
  if (type === "ready") send(steered(snapshotAt(recording, step)));
  paused = type === "pause" || (paused && type !== "continue" && type !== "resume");
  if (type === "stop" || type === "pause") setPlaying(false);
  if (type === "resume" || type === "continue") setPlaying(true);
});

function setPlaying(on: boolean): void {
  playing = on;
  play.textContent = on ? "Pause" : "Play";
  const message = steered(snapshotAt(recording, step));
  if (!on && !paused && step < recording.steps && message.type === "snapshot")
    message.snapshot.progress.state = "stopped";
  send(message);
}

play.addEventListener("click", () => setPlaying(!playing));
restart.addEventListener("click", () => {
  step = 0;
  setPlaying(true);
});
find<HTMLSelectElement>("#theme").addEventListener("change", (event) => {
  send({ theme: (event.target as HTMLSelectElement).value });
});
find<HTMLSelectElement>("#width").addEventListener("change", (event) => {
  panel.style.width = (event.target as HTMLSelectElement).value;
});
panel.src = "/panel.html";
