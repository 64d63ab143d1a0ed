import "../shared/page.css";
import "../shared/plot.css";
import "../shared/attention/attention.css";
import "./styles/controls.css";
import "./styles/chooser.css";
import "./styles/look.css";
import "../run/timeline/timeline.css";
import "../run/transcripts/transcripts.css";
import "./styles/step.css";
import "./styles/cell.css";
import "./styles/panes.css";
import { type InspectorRequest, type InspectorState, inspectorMessage } from "../../src/contracts/inspection.ts";
import { matches } from "../../src/contracts/shapes.ts";
import { pageTexts } from "../../src/contracts/trainingPanel.ts";
import { connectHost } from "../shared/host.ts";
import { useTexts } from "../shared/text.ts";
import { InspectorPage } from "./inspectorPage.ts";

const texts: unknown = JSON.parse(document.body.dataset.texts ?? "{}");
if (matches(pageTexts, texts)) useTexts(texts);

const host = connectHost<InspectorRequest, InspectorState>();
const page = new InspectorPage(document.body, host);

window.addEventListener("message", ({ data }) => {
  if (matches(inspectorMessage, data)) page.receive(data);
});
host.postMessage({ type: "ready" });
