import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/**
 * Puts a page into a panel, which may load nothing but what lies in the folder of pages.
 * @param name of its script and its style
 * @param enableCommandUris commands of links in the page: VS Code follows them without this host, for a page that has lost us
 */
export function loadPage(
  panel: vscode.WebviewPanel,
  extension: vscode.Uri,
  name: string,
  { title = panel.title, enableCommandUris = [] as readonly string[] } = {},
): void {
  const { webview } = panel;
  webview.options = { enableScripts: true, enableCommandUris, localResourceRoots: [webviewFolder(extension)] };
  const icon = (kind: string) => vscode.Uri.joinPath(extension, "media", "language", `rnnconfig-${kind}.svg`);
  panel.iconPath = { light: icon("light"), dark: icon("dark") };
  webview.html = panelHtml(webview, extension, name, title);
}

/** Where the scripts and styles of pages lie. */
function webviewFolder(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, "dist", "webview");
}

/** The page of a panel: its script and its style, and a policy that lets nothing else in. */
function panelHtml(webview: vscode.Webview, extension: vscode.Uri, name: string, title: string): string {
  const nonce = randomBytes(16).toString("base64url");
  const uri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder(extension), file));
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join("; ");
  const { bundle } = vscode.l10n;
  return `<!DOCTYPE html>
<html lang="${bundle === undefined ? "en" : escaped(vscode.env.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${uri(`${name}.css`)}">
</head>
<body data-texts="${escaped(JSON.stringify(bundle ?? {}))}">
<script nonce="${nonce}" src="${uri(`${name}.js`)}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
