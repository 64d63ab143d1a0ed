import { l10n } from "vscode";
import { messageTable } from "../base/message.ts";

/** What only the extension says. */
export const says = messageTable("extension", {
  runNotFound: ({ run }: { run: string }) => ({
    code: "run-not-found",
    text: l10n.t("There is no run {0} in this workspace", JSON.stringify(run)),
  }),
});
