import * as vscode from "vscode";
import { type LookInput, lookInput } from "../../contracts/inspection/look.ts";
import { matches } from "../../contracts/shapes.ts";
import type { InspectorPanels } from "../inspector/inspectorPanels.ts";
import type { RunInFocus } from "../runs/runInFocus.ts";
import { mayInspect } from "./trust.ts";

/**
 * Opens the inspector: for a run that is named, else for the one in the focus, with what is named or else what is selected in the editor. What
 * is still open a person chooses there.
 */
export class InspectCommand {
  constructor(
    private readonly panels: InspectorPanels,
    private readonly focus: RunInFocus,
  ) {
    // From then on the menu of a selection offers it.
    void vscode.commands.executeCommand("setContext", "unroll.active", true);
  }

  async run(folder?: unknown, input?: unknown): Promise<void> {
    if (!(await mayInspect())) return;
    // The focus may be gone once there is a panel.
    const selected = matches(lookInput, input) ? input : selectedText();
    const run = typeof folder === "string" ? folder : await this.focus.toRead();
    this.panels.show({ ...(run !== undefined && { run }), ...(selected && { input: selected }) });
  }
}

/** What is selected in the editor; undefined where nothing is. */
function selectedText(): LookInput | undefined {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.document.getText(editor.selection) ?? "";
  return text === "" ? undefined : { from: "text", text };
}
