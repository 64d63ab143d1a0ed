import "./style.css";
import type { PanelRequest, PanelState } from "../../src/contracts/trainingPanel.ts";
import { connectHost } from "../shared/host.ts";
import { readMessage } from "./readMessage.ts";
import { TrainingPage } from "./trainingPage.ts";

const host = connectHost<PanelRequest, PanelState>();
const page = new TrainingPage(document.body, host);

window.addEventListener("message", ({ data }) => {
  const message = readMessage(data);
  if (message) page.receive(message);
});
host.postMessage({ type: "ready" });
