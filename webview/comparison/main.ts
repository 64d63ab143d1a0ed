import "../shared/page.css";
import "../shared/plot.css";
import "../shared/drawing.css";
import "../shared/attention/attention.css";
import "../run/curves/curves.css";
import "../run/previews/sample/samples.css";
import "../run/previews/trial/trial.css";
import "../run/previews/examples.css";
import "../run/previews/sample/sample.css";
import "../run/previews/translation/translation.css";
import "../run/timeline/timeline.css";
import "../run/transcripts/transcripts.css";
import "./comparison.css";
import "./plane/plane.css";
import {
  type ComparisonRequest,
  type ComparisonState,
  comparisonMessage,
} from "../../src/contracts/comparisonPanel.ts";
import { matches } from "../../src/contracts/shapes.ts";
import { pageTexts } from "../../src/contracts/trainingPanel.ts";
import { connectHost } from "../shared/host.ts";
import { useTexts } from "../shared/text.ts";
import { ComparisonPage } from "./comparisonPage.ts";
import { Inbox } from "./inbox.ts";

const texts: unknown = JSON.parse(document.body.dataset.texts ?? "{}");
if (matches(pageTexts, texts)) useTexts(texts);

const host = connectHost<ComparisonRequest, ComparisonState>();
const page = new ComparisonPage(document.body, host);

const inbox = new Inbox((data) => {
  if (matches(comparisonMessage, data)) page.receive(data);
});
window.addEventListener("message", (event) => {
  page.hear();
  inbox.add(event);
});
host.postMessage({ type: "ready" });
