// Stands in for VS Code inside the page of a panel: its API, and its themes.

import themes from "./themes.json" with { type: "json" };

export type ThemeName = keyof typeof themes;
const names = Object.keys(themes) as ThemeName[];
const asked = new URLSearchParams(location.search).get("theme") as ThemeName;

applyTheme(names.includes(asked) ? asked : "dark");

/** As VS Code does it: variables on the root element, the kind of the theme as classes of the body. */
function applyTheme(name: ThemeName): void {
  const { style } = document.documentElement;
  for (const variable of [...style]) style.removeProperty(variable);
  for (const [variable, value] of Object.entries(themes[name].variables)) style.setProperty(variable, value);
  document.body.className = themes[name].classes;
}

window.addEventListener("message", ({ data }) => {
  if (names.includes(data?.theme)) applyTheme(data.theme);
});

// The frames that the page has asked for and not had yet: in them it draws what is still to be drawn.
const { requestAnimationFrame: request, cancelAnimationFrame: cancel } = window;
const framesAsked = new Set<number>();
Object.assign(window, {
  framesAsked,
  requestAnimationFrame(draw: FrameRequestCallback): number {
    const frame = request((time) => {
      framesAsked.delete(frame);
      draw(time);
    });
    framesAsked.add(frame);
    return frame;
  },
  cancelAnimationFrame(frame: number): void {
    framesAsked.delete(frame);
    cancel(frame);
  },
});

const KEY = "panel-state";
Object.assign(window, {
  acquireVsCodeApi: () => ({
    postMessage: (request: unknown) => parent.postMessage({ request }, "*"),
    getState: () => JSON.parse(sessionStorage.getItem(KEY) ?? "null") ?? undefined,
    setState: (state: unknown) => sessionStorage.setItem(KEY, JSON.stringify(state)),
  }),
});
