// The page around the panel: plays the extension's part with a recording, and has the controls for it.

import type { PanelRequest } from "../../../src/contracts/trainingPanel.ts";
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
const send = (message: unknown) => panel.contentWindow?.postMessage(message, "*");

setInterval(() => {
  if (!playing || step >= recording.steps) return;
  const next = Math.min(recording.steps, step + Math.max(1, Math.round((Number(speed.value) * INTERVAL) / 1000)));
  send(deltaBetween(recording, step, next));
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
  if (type === "ready") send(snapshotAt(recording, step));
  if (type === "stop" || type === "resume") setPlaying(type === "resume");
});

function setPlaying(on: boolean): void {
  playing = on;
  play.textContent = on ? "Pause" : "Play";
  const message = snapshotAt(recording, step);
  if (!on && step < recording.steps && message.type === "snapshot") message.snapshot.progress.state = "stopped";
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
