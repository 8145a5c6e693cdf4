import { openOutside } from "./outside";

/** Whether a link or a form with this target asks for another window than the application's. */
export function newWindow(target: string): boolean {
  return !["", "_self", "_top", "_parent"].includes(target.toLowerCase());
}

/**
 * Opens links in the system browser that lead out of the application: a web view would do nothing, or leave
 * the application for good. Clicks of every kind arrive here, those of the keyboard included.
 */
export function takeOverLinks(target: Window & typeof globalThis): void {
  const take = (event: MouseEvent) => {
    const middle = event.type === "auxclick" && event.button === 1;
    if (event.defaultPrevented || (event.type === "auxclick" && !middle)) {
      return;
    }
    const link = linkUnder(event, target);
    if (link && leadsOut(link, target.location)) {
      event.preventDefault();
      openOutside(link.href);
    }
  };
  // On the window: after everything on the page has had its say.
  target.addEventListener("click", take);
  target.addEventListener("auxclick", take);
}

function linkUnder(event: Event, target: Window & typeof globalThis): HTMLAnchorElement | undefined {
  return event.composedPath().find((node): node is HTMLAnchorElement => node instanceof target.HTMLAnchorElement && node.hasAttribute("href"));
}

/** Links within the application keep to it; javascript: is the content policy's concern. */
function leadsOut(link: HTMLAnchorElement, here: Location): boolean {
  return link.protocol !== "javascript:" && (link.protocol !== here.protocol || link.host !== here.host);
}
