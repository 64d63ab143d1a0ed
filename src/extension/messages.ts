import { l10n } from "vscode";
import { messageTable } from "../base/message.ts";

/** What only the extension says. */
export const says = messageTable("extension", {
  runNotFound: ({ run }: { run: string }) => ({
    code: "run-not-found",
    text: l10n.t("There is no run {0} in this workspace", JSON.stringify(run)),
  }),
  nothingBefore: ({ run }: { run: string }) => ({
    code: "nothing-to-compare",
    text: l10n.t("There is no earlier run of the config of {0}", run),
    hint: l10n.t("Select several runs to compare them."),
  }),
  notExported: ({ message, hint }: { message: string; hint?: string }) => ({
    code: "not-exported",
    text: message,
    hint,
  }),
});
