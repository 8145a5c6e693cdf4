import { words } from "../words";
import { openOutside, postOutside, refuse } from "./outside";
import { newWindow } from "./links";

/**
 * Takes over forms that target a new window, whose submission a web view drops silently: the widgets' own
 * (HTMLFormElement.submit fires no event) and those that a person submits.
 */
export function takeOverForms(target: Window & typeof globalThis): void {
  const prototype = target.HTMLFormElement.prototype;
  const native = Object.getOwnPropertyDescriptor(prototype, "submit")?.value as ((this: HTMLFormElement) => void) | undefined;
  prototype.submit = function submit(this: HTMLFormElement) {
    // Attributes, since a field of the same name hides the property.
    if (newWindow(this.getAttribute("target") ?? "")) {
      send(this, null);
    } else {
      native?.call(this);
    }
  };
  target.addEventListener("submit", (event) => {
    const form = event.target;
    if (!event.defaultPrevented && form instanceof target.HTMLFormElement && newWindow(event.submitter?.getAttribute("formtarget") ?? form.getAttribute("target") ?? "")) {
      event.preventDefault();
      send(form, event.submitter);
    }
  });
}

function send(form: HTMLFormElement, submitter: HTMLElement | null): void {
  const said = (name: string) => submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? "";
  const action = new URL(said("action"), form.ownerDocument.location.href);
  const data = [...new FormData(form, submitter)].map(([name, value]) => [name, typeof value === "string" ? value : value.name] as const);
  if (said("method").toLowerCase() === "post") {
    const fields = Object.fromEntries(data);
    if (Object.keys(fields).length < data.length) {
      refuse(new Error(words.outside.repeated)); // the one-time page has one value for each name
    } else {
      postOutside(action.href, fields);
    }
    return;
  }
  action.search = new URLSearchParams(data.map(([name, value]) => [name, value])).toString();
  openOutside(action.href);
}
