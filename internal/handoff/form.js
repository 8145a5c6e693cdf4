"use strict";
const form = document.forms[0];
// Not form.submit(): a field may have that name.
HTMLFormElement.prototype.submit.call(form);
// A browser may keep the page in memory for its Back button. What it carried is gone by then.
addEventListener("pagehide", () => form.remove());
