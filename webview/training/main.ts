import "../shared/page.css";
import "../shared/plot.css";
import "../shared/drawing.css";
import "../shared/attention/attention.css";
import "./header.css";
import "../run/curves/curves.css";
import "./results/reports.css";
import "../run/previews/sample/samples.css";
import "../run/previews/trial/trial.css";
import "../run/previews/examples.css";
import "./states/states.css";
import "./wheel/singleStep.css";
import "./results/examples.css";
import "../run/previews/sample/sample.css";
import "../run/previews/translation/translation.css";
import "../run/timeline/timeline.css";
import "../run/transcripts/transcripts.css";
import { matches } from "../../src/contracts/shapes.ts";
import { type PanelRequest, type PanelState, pageTexts } from "../../src/contracts/trainingPanel.ts";
import { connectHost } from "../shared/host.ts";
import { useTexts } from "../shared/text.ts";
import { readMessage } from "./readMessage.ts";
import { TrainingPage } from "./trainingPage.ts";

const texts: unknown = JSON.parse(document.body.dataset.texts ?? "{}");
if (matches(pageTexts, texts)) useTexts(texts);

const host = connectHost<PanelRequest, PanelState>();
const page = new TrainingPage(document.body, host);

window.addEventListener("message", ({ data }) => {
  const message = readMessage(data);
  if (message) page.receive(message);
});
host.postMessage({ type: "ready" });
