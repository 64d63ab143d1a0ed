import { SIGN_OF_LIFE } from "../../src/contracts/trainingPanel.ts";
import { element, setText } from "./dom.ts";
import { icon } from "./icons.ts";
import { t } from "./text.ts";

/** Silence after which nobody is taken to be there, milliseconds: three signs of life have not come. */
const PATIENCE = 3.25 * SIGN_OF_LIFE;
const LOOK_EVERY = SIGN_OF_LIFE / 2;

/**
 * Whether the extension still speaks to this page. Its host may crash or be restarted, and VS Code then leaves the page where it is,
 * with nobody behind it: what it shows is said to be old, and a link, which VS Code follows without that host, brings another.
 */
export class Connection {
  /** Nobody is there. */
  isLost = false;
  private readonly message = element("p", { class: "message" }, t("This panel is no longer connected."));
  private readonly hint = element("p");
  private readonly link = element("a", { class: "button" }, t("Reconnect"));
  private readonly text = element("div", {}, this.message, this.hint, this.link);
  readonly view = element("div", { class: "problem mild", role: "alert" });
  private heard = performance.now();
  private looked = performance.now();
  /** Before the first sign of life any message will do: it is not known that they come. */
  private hasSigns = false;
  private silent = true;

  /** @param changed it was lost, or is there again */
  constructor(private readonly changed: () => void) {
    this.view.hidden = true;
    setInterval(() => this.look(), LOOK_EVERY);
  }

  /** A message has come. */
  listen(isSign: boolean): void {
    this.heard = performance.now();
    this.silent = false;
    this.hasSigns ||= isSign;
    if (this.isLost) this.set(false);
  }

  /** @param command what brings the panel back, with its arguments; undefined where it is not known what was shown */
  draw(command: { name: string; arguments: unknown[] } | undefined): void {
    this.view.hidden = !this.isLost;
    if (!this.isLost) {
      this.view.replaceChildren();
      return;
    }
    const lost = t(
      "The VS Code extension host has stopped or does not respond. Any training that ran in it has stopped too.",
    );
    setText(this.hint, `${lost} ${t("What was saved is intact. Reconnect, then resume the run.")}`);
    this.link.hidden = command === undefined;
    if (command !== undefined) {
      const target = `command:${command.name}?${encodeURIComponent(JSON.stringify(command.arguments))}`;
      if (this.link.getAttribute("href") !== target) this.link.setAttribute("href", target);
    }
    // An alert is read when something is put into it.
    if (this.view.childElementCount === 0) this.view.append(icon("warning"), this.text);
  }

  private look(): void {
    const now = performance.now();
    // A page that slept has heard nothing, and nothing follows from that.
    if (now - this.looked > 2 * LOOK_EVERY) this.heard = Math.max(this.heard, now - LOOK_EVERY);
    this.looked = now;
    const isWatching = this.hasSigns || this.silent;
    if (!this.isLost && isWatching && now - this.heard > PATIENCE) this.set(true);
  }

  private set(isLost: boolean): void {
    this.isLost = isLost;
    this.changed();
  }
}
