// Waits for the tokens from the page that opened this one, has them checked, and acknowledges them.
const page = document.getElementById("handoff").dataset;
let asking = false;
addEventListener("message", async (event) => {
  const tokens = event.data;
  if (asking || !event.source || typeof tokens?.redirectToken !== "string") return;
  asking = true;
  try {
    const answer = await fetch(page.handoff, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ state: page.state, handoffToken: tokens.handoffToken, redirectToken: tokens.redirectToken }),
    });
    if (answer.ok) {
      event.source.postMessage({ redirectToken: tokens.redirectToken }, { targetOrigin: event.origin });
      location.reload();
      return;
    }
  } catch {
    // The sandbox may be restarting; the next message asks again.
  }
  asking = false;
});
