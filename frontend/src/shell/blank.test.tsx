import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { zoe } from "../testing/application";
import { renderWindow } from "../testing/render";
import { installWorkOS } from "../testing/workos";
import { words } from "../words";

const { shown } = vi.hoisted(() => ({ shown: { text: "", breaks: false } }));

vi.mock("@workos-inc/widgets/user-sessions", () => ({
  UserSessions: () => {
    if (shown.breaks) {
      throw new Error("of the widget's");
    }
    return <div data-woswidgets-widget="" data-woswidgets-widget-state="resolved">{shown.text}</div>;
  },
}));

const goTo = async (name: string) => userEvent.click(within(await screen.findByRole("navigation")).getByRole("button", { name }));

afterEach(() => {
  Object.assign(shown, { text: "", breaks: false });
});

it("a page whose widget shows nothing says so, until it shows something when it is tried again", async () => {
  installWorkOS();
  window.localStorage.setItem("page", "sessions");
  renderWindow(zoe);
  expect(await screen.findByText(words.trouble.blank)).toBeDefined();
  shown.text = "Firefox on Debian";
  await userEvent.click(screen.getByRole("button", { name: words.tryAgain }));
  await screen.findByText("Firefox on Debian");
  await waitFor(() => {
    expect(screen.queryByText(words.trouble.blank)).toBeNull();
  });
});

it("a page whose widget broke is tried again by who goes elsewhere and comes back", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  installWorkOS();
  shown.breaks = true;
  renderWindow(zoe);
  await goTo("Sessions");
  await screen.findByText(words.widget.crashed);
  await goTo("Profile");
  Object.assign(shown, { text: "Firefox on Debian", breaks: false });
  await goTo("Sessions");
  expect(await screen.findByText("Firefox on Debian")).toBeDefined();
  expect(screen.queryByText(words.widget.crashed)).toBeNull();
});
