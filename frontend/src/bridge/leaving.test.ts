import { beforeEach, describe, expect, it } from "vitest";
import { installApplication, zoe } from "../testing/application";
import { bridgeWindow } from "../testing/bridge";
import { installWorkOS, type Asked } from "../testing/workos";
import { words } from "../words";
import { openFailures } from "./outside";

let log: Asked[];
let bound: ReturnType<typeof installApplication>["bound"];

beforeEach(() => {
  bridgeWindow();
  log = installWorkOS();
  ({ bound } = installApplication(zoe));
  return () => {
    document.body.replaceChildren();
  };
});

function element(html: string): HTMLElement {
  document.body.innerHTML = html;
  const found = document.body.firstElementChild as HTMLElement | null;
  if (!found) {
    throw new Error("no element");
  }
  return found;
}
const posted = () => log.map(({ path, body }) => [path, JSON.parse(body) as unknown]);

describe("links", () => {
  it.each([
    ['<a href="https://example.com/x" target="_blank"><b>x</b></a>', "https://example.com/x"],
    ['<a href="https://example.com/x">x</a>', "https://example.com/x"],
    ['<a href="http://127.0.0.1:4000/x">x</a>', "http://127.0.0.1:4000/x"],
  ])("opens %s in the system browser and leaves the window where it is", (html, address) => {
    const link = element(html);
    const click = new MouseEvent("click", { bubbles: true, cancelable: true });
    (link.firstElementChild ?? link).dispatchEvent(click);
    expect(click.defaultPrevented).toBe(true);
    expect(bound.OpenLink).toHaveBeenCalledExactlyOnceWith(address);
  });

  it.each(['<a href="#x">x</a>', '<a href="/x">x</a>', "<a>x</a>", '<button type="button">x</button>'])("leaves %s alone", (html) => {
    const link = element(html);
    link.addEventListener("click", (event) => {
      expect(event.defaultPrevented).toBe(false);
    });
    window.addEventListener("click", (event) => {
      event.preventDefault(); // jsdom would say that it can't navigate
    }, { once: true });
    link.click();
    expect(bound.OpenLink).not.toHaveBeenCalled();
  });

  it("does nothing about a click that somebody has dealt with", () => {
    const link = element('<a href="https://example.com/">x</a>');
    link.addEventListener("click", (event) => {
      event.preventDefault();
    });
    link.click();
    expect(bound.OpenLink).not.toHaveBeenCalled();
  });

  it("opens on a middle click, and on no other", () => {
    const link = element('<a href="https://example.com/">x</a>');
    link.dispatchEvent(new MouseEvent("auxclick", { bubbles: true, cancelable: true, button: 2 }));
    expect(bound.OpenLink).not.toHaveBeenCalled();
    link.dispatchEvent(new MouseEvent("auxclick", { bubbles: true, cancelable: true, button: 1 }));
    expect(bound.OpenLink).toHaveBeenCalledOnce();
  });
});

describe("forms", () => {
  const html = (method: string) => `<form action="https://setup.example/p?intent=sso" method="${method}" target="_blank"><input name="apiToken" value="t1"><input name="action" value="a"><button name="b" value="1">x</button></form>`;

  it("posts a form for a new window that a script submits", () => {
    (element(html("POST")) as HTMLFormElement).submit();
    expect(posted()).toEqual([["/_handoff/form", { action: "https://setup.example/p?intent=sso", fields: { apiToken: "t1", action: "a" } }]]);
  });

  it("posts a form for a new window that a person submits, with the button they pressed", () => {
    element(html("post")).querySelector("button")?.click();
    expect(posted()).toEqual([["/_handoff/form", { action: "https://setup.example/p?intent=sso", fields: { apiToken: "t1", action: "a", b: "1" } }]]);
  });

  it("opens what a form asks for with its query", () => {
    (element('<form action="https://example.com/s?x=y" target="_blank"><input name="q" value="a b"></form>') as HTMLFormElement).submit();
    expect(bound.OpenLink).toHaveBeenCalledExactlyOnceWith("https://example.com/s?q=a+b");
  });

  it("refuses a form with several values of a name, of which it could pass on one", () => {
    (element('<form action="https://setup.example/p" method="post" target="_blank"><input name="a" value="1"><input name="b" value="2"><input name="a" value="3"></form>') as HTMLFormElement).submit();
    expect(posted()).toEqual([]);
    expect(openFailures.get()).toEqual([{ reason: new Error(words.outside.repeated), link: undefined, retry: undefined }]);
  });

  it("leaves forms of the window's own alone", () => {
    const form = element('<form><input name="q"><button>x</button></form>');
    let seen: Event | undefined;
    form.addEventListener("submit", (event) => {
      seen = event;
    });
    window.addEventListener("submit", (event) => {
      expect(event.defaultPrevented).toBe(false);
      event.preventDefault();
    }, { once: true });
    form.querySelector("button")?.click();
    expect(seen).toBeDefined();
    expect(log).toEqual([]);
  });
});
