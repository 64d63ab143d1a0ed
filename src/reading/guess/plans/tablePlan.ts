import type { Reading } from "../../formats/index.ts";
import type { TableFacts } from "../look/columns.ts";
import type { TableRoles } from "../look/tableRoles.ts";
import type { Plan, Setting } from "../plan.ts";
import { classification } from "./classification.ts";
import { forecasting } from "./forecasting.ts";
import { generation } from "./generation.ts";
import { tagging } from "./tagging.ts";

/** What to do with a table whose columns are known. */
export function tablePlan(name: string, roles: TableRoles, facts: TableFacts, reading: Reading): Plan {
  const plans = { classification, tagging, forecasting, generation };
  const plan = plans[roles.task](name, roles, facts);
  return { ...plan, data: [...layout(reading), ...plan.data] };
}

/** How the file is read where its ending does not say so. */
export function layout({ format, header, delimiter, quote, columns }: Reading): Setting[] {
  if (format !== "csv" && format !== "tsv") return [];
  const said = format === "csv" && delimiter !== "," ? [{ key: "delimiter", value: delimiter }] : [];
  const single = { key: "quote", value: "'", why: "cells stand between single quotes" };
  const unnamed =
    columns[0] === "1" ? "the file has no header, so columns are named by number" : "no row names the columns";
  const why = header ? "the first row names the columns" : unnamed;
  return [...said, ...(quote === "'" ? [single] : []), { key: "header", value: header, why }];
}
