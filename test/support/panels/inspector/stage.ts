// The page around the inspector: hands its questions on and its answers back, and has the controls for its theme and width.

import type { InspectorRequest } from "../../../../src/contracts/inspection.ts";
import { unpack } from "./packing.ts";

const find = <T extends HTMLElement>(selector: string) => document.querySelector(selector) as T;
const panel = find<HTMLIFrameElement>("iframe");
const send = (message: unknown) => panel.contentWindow?.postMessage(message, "*");

window.addEventListener("message", async ({ source, data }) => {
  if (source !== panel.contentWindow || !data?.request) return;
  const request = data.request as InspectorRequest;
  if (request.type === "ready") send({ type: "start", start: {} });
  if (request.type !== "ask") return;
  const response = await fetch("/ask", { method: "POST", body: JSON.stringify(request) });
  send(unpack(await response.text()));
});

find<HTMLSelectElement>("#theme").addEventListener("change", (event) => {
  send({ theme: (event.target as HTMLSelectElement).value });
});
find<HTMLSelectElement>("#width").addEventListener("change", (event) => {
  panel.style.width = (event.target as HTMLSelectElement).value;
});
panel.src = "/panel.html";
