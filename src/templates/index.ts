export { templates } from "./list.ts";
export { type Template, type TemplateFile, type TemplateOptions, templateFiles } from "./template.ts";
