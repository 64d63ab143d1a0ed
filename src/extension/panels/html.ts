import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/** Where a panel's script and style lie; it may load nothing else. */
export function webviewFolder(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, "dist", "webview");
}

/** The icon of a panel's tab. */
export function panelIcon(extension: vscode.Uri): { light: vscode.Uri; dark: vscode.Uri } {
  const of = (kind: string) => vscode.Uri.joinPath(extension, "media", "language", `rnnconfig-${kind}.svg`);
  return { light: of("light"), dark: of("dark") };
}

/** The page of a panel: its script and its style, and a policy that lets nothing else in. */
export function panelHtml(webview: vscode.Webview, extension: vscode.Uri, name: string, title: string): string {
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
