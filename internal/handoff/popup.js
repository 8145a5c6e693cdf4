"use strict";
// Plays the opener that the widget is in a browser: https://developer.mozilla.org/docs/Web/API/Window/postMessage
const { url, message, targetOrigin, report, life, clickLife } = JSON.parse(document.getElementById("parcel").textContent);
const heading = document.querySelector("h1");
const go = document.getElementById("continue");
const label = go.textContent;
const cancel = document.getElementById("cancel");
let popup = null;
let sending = 0;
let over = 0;

function show(step) {
  for (const p of document.querySelectorAll("[data-step]")) {
    p.hidden = p.dataset.step !== step;
    if (p.hidden) continue;
    if (p.dataset.title) heading.textContent = document.title = p.dataset.title;
    go.textContent = p.dataset.go ?? label;
  }
}

function end(step) {
  clearInterval(sending);
  clearTimeout(over);
  removeEventListener("message", acknowledge);
  go.hidden = cancel.hidden = true;
  show(step);
  heading.tabIndex = -1;
  heading.focus();
}

// Whether the application still waits for this.
const tell = (state) => fetch(report + state, { method: "POST", keepalive: true }).then((r) => r.ok, () => false);

function expireIn(milliseconds) {
  clearTimeout(over);
  over = setTimeout(() => end("expired"), milliseconds);
}

function acknowledge(event) {
  if (event.origin !== targetOrigin || event.data?.redirectToken !== message.redirectToken) return;
  tell("acknowledged");
  end("acknowledged");
}

// A tab in the background is slowed down to one message a second.
function send() {
  if (popup.closed) {
    clearInterval(sending);
    show("closed");
  } else {
    popup.postMessage(message, targetOrigin);
  }
}

go.addEventListener("click", async () => {
  if (popup && !popup.closed) return popup.focus();
  clearInterval(sending);
  // At once, since browsers want a click, and empty until the application has agreed.
  popup = window.open("about:blank", "_blank");
  if (!popup) return show("blocked");
  if (!(await tell("opened"))) {
    popup.close();
    return end("expired");
  }
  if (popup.closed) return show("blocked");
  popup.location.replace(url);
  expireIn(clickLife);
  show("opened");
  sending = setInterval(send, 100);
});

cancel.addEventListener("click", () => {
  tell("refused");
  popup?.close();
  end("refused");
});

addEventListener("message", acknowledge);
expireIn(life);
go.hidden = cancel.hidden = false;
go.focus();
