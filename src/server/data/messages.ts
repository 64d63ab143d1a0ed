import { messageTable } from "../../base/message.ts";

/** What the editor says of data beside what their readers say. */
export const says = messageTable("server/data", {
  measuring: () => ({ code: "measuring", text: "Looking at the data…" }),
});
