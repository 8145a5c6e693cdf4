// What a page can try. Each attempt is one entry; its path at the stranger is its name, so that the stranger can
// say which of them arrived.
"use strict";

const home = location.origin; // whatever a <base> says later
const report = (line) => fetch(home + "/report", { method: "POST", body: line });
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const put = (tag, attributes) => {
  const element = Object.assign(document.createElement(tag), attributes);
  document.body.append(element);
  return element;
};
const link = (rel, more) => (at) => put("link", { rel, href: at, ...more });
const style = (text) => put("style", { textContent: text });
const post = (at, submit) => {
  const sink = "sink" + Math.random();
  put("iframe", { name: sink });
  submit(put("form", { action: at, method: "post", target: sink }));
};
const svg = (at) => {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const image = document.createElementNS("http://www.w3.org/2000/svg", "image");
  image.setAttribute("href", at);
  picture.append(image);
  document.body.append(picture);
};

// Those that leave the page where it is.
const quiet = {
  "fetch": (at) => fetch(at, { mode: "no-cors" }),
  "fetch-keepalive": (at) => fetch(at, { mode: "no-cors", keepalive: true, method: "POST", body: "x" }),
  "xhr": (at) => { const x = new XMLHttpRequest(); x.open("GET", at); x.send(); },
  "websocket": (at) => { new WebSocket(at.replace(/^http/, "ws")); },
  "eventsource": (at) => { new EventSource(at); },
  "beacon": (at) => { navigator.sendBeacon(at, "x"); },
  "image": (at) => { new Image().src = at; },
  "srcset": (at) => put("img", { srcset: at + " 2x, " + at + " 1x" }),
  "svg-image": svg,
  "css-background": (at) => { style(`body { background: url(${at}) }`); },
  "css-import": (at) => { style(`@import url(${at});`); },
  "css-cursor": (at) => { style(`html, body { cursor: url(${at}), auto }`); },
  "css-attribute": (at) => { put("p", { style: `background-image: url(${at}); height: 9px` }); },
  "font": (at) => new FontFace("f" + Math.random(), `url(${at})`).load(),
  "stylesheet": link("stylesheet"),
  "prefetch": link("prefetch"),
  "preload": link("preload", { as: "fetch" }),
  "modulepreload": link("modulepreload"),
  "icon": link("icon"),
  "manifest": link("manifest"),
  "preconnect": link("preconnect"),
  "script": (at) => put("script", { src: at }),
  "import": (at) => import(at),
  "worker": (at) => { new Worker(at); },
  "worker-blob": (at) => { new Worker(URL.createObjectURL(new Blob([`fetch("${at}", { mode: "no-cors" })`]))); },
  "service-worker": (at) => navigator.serviceWorker.register(at),
  "frame": (at) => put("iframe", { src: at }),
  "frame-srcdoc": (at) => put("iframe", { srcdoc: `<img src="${at}">` }),
  "frame-blank": (at) => {
    const frame = put("iframe", {});
    frame.contentDocument.body.innerHTML = `<img src="${at}">`;
  },
  "object": (at) => put("object", { data: at, type: "text/html" }),
  "embed": (at) => put("embed", { src: at, type: "text/html" }),
  "audio": (at) => put("audio", { src: at, preload: "auto" }).load(),
  "video-poster": (at) => put("video", { poster: at }),
  "track": (at) => {
    const video = put("video", { crossOrigin: "anonymous" });
    const track = Object.assign(document.createElement("track"), { src: at, default: true, kind: "subtitles" });
    video.append(track);
    track.track.mode = "showing";
  },
  "form": (at) => post(at, (form) => form.submit()),
  "form-button": (at) => post("/nowhere", (form) => {
    const button = Object.assign(document.createElement("button"), { formAction: at });
    form.append(button);
    button.click();
  }),
  "ping": (at) => { put("a", { href: "#ping", ping: at, textContent: "ping" }).click(); },
  "eval": (at) => { (0, eval)(`fetch("${at}", { mode: "no-cors" })`); },
  "inline-handler": (at) => { document.body.insertAdjacentHTML("beforeend", `<img src="data:," onerror="fetch('${at}', { mode: 'no-cors' })">`); },
  "webrtc": (at) => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: "stun:" + new URL(at).host }] });
    peer.createDataChannel("x");
    return peer.createOffer().then((offer) => peer.setLocalDescription(offer));
  },
  "webtransport": (at) => new WebTransport(at.replace(/^http:/, "https:")).ready,
  // What Wails takes from a page: the address is seen from outside.
  "wails-open": (at) => { window.WailsInvoke("BO:" + at); },
  // These change how the others would do.
  "base": (at) => { put("base", { href: at }); new Image().src = "base"; },
  "csp-report": (at) => put("meta", { httpEquiv: "Content-Security-Policy", content: `img-src 'none'; report-uri ${at}` }),
};

// Those that would take the page away.
const leaving = {
  "location": (at) => { location.href = at; },
  "replace": (at) => { location.replace(at); },
  "refresh": (at) => { put("meta", { httpEquiv: "refresh", content: "0;url=" + at }); },
  "anchor": (at) => { put("a", { href: at, textContent: "go" }).click(); },
  "anchor-blank": (at) => { put("a", { href: at, target: "_blank", textContent: "go" }).click(); },
  "anchor-download": (at) => { put("a", { href: at, download: "x", textContent: "go" }).click(); },
  "open": (at) => { window.open(at); },
  "open-self": (at) => { window.open(at, "_self"); },
  "form-top": (at) => { put("form", { action: at, method: "post" }).submit(); },
  "form-get": (at) => { put("form", { action: at }).submit(); },
  "data": (at) => { location.href = `data:text/html,<img src="${at}">`; },
  "blob": (at) => { location.href = URL.createObjectURL(new Blob([`<img src="${at}">`], { type: "text/html" })); },
  "quit": () => { window.WailsInvoke("Q"); },
};

async function attempt(name, attack, stranger) {
  try {
    await Promise.race([attack(`${stranger}/${name}`), pause(500)]);
    await report(`${name} tried`);
  } catch (error) {
    await report(`${name} refused: ${error.name}`);
  }
}

// What calls give: the clipboard belongs to the person, not to the page.
async function calls() {
  const asked = async (name, call) => {
    const answer = await Promise.race([call().then(() => "answered", () => "failed"), pause(1500).then(() => "silent")]);
    await report(`${name} ${answer}`);
  };
  await asked("call-hello", () => window.go.main.App.Hello());
  await asked("call-clipboard", () => window.runtime.ClipboardGetText());
  await asked("read-clipboard", () => navigator.clipboard.readText());
  await asked("call-environment", () => window.runtime.Environment());
  await asked("call-hello-again", () => window.go.main.App.Hello());
}

// Shows pictures that take 64 MiB once they are decoded, hides them, and keeps so many MiB besides. WebKit keeps what it
// has decoded of hidden pictures until it is told to give something back.
async function hoard(mebibytes) {
  await report("begun");
  await pause(3000); // for a look at what there is without
  const side = 2048; // 16 MiB
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d");
  const pictures = [];
  for (const colour of ["red", "green", "blue", "grey"]) {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, side, side);
    const picture = put("img", { src: canvas.toDataURL(), width: 100 });
    await picture.decode();
    pictures.push(picture);
  }
  canvas.width = canvas.height = 0; // gives its own 16 MiB back
  for (const picture of pictures) picture.hidden = true;
  window.kept = Array.from({ length: mebibytes / 16 }, () => new Uint8Array(16 << 20).fill(1));
  await pause(2000);
  await report("hoarded");
}

async function main() {
  const [stranger, last] = (await (await fetch(home + "/orders")).text()).split("\n");
  if (last?.startsWith("hoard-")) return void await hoard(Number(last.slice("hoard-".length)));
  for (const name of last === "all" ? Object.keys(leaving) : last ? [last] : []) {
    await attempt(name, leaving[name], stranger);
    await pause(500);
    await report(`${name} survived`);
  }
  if (last) return void await report("finished");
  await calls();
  for (const [name, attack] of Object.entries(quiet)) await attempt(name, attack, stranger);
  await pause(2000);
  await report("finished");
}

void main();
