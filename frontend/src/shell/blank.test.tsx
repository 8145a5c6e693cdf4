import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { zoe } from "../testing/application";
import { renderWindow } from "../testing/render";
import { installWorkOS } from "../testing/workos";
import { words } from "../words";

const { shown } = vi.hoisted(() => ({ shown: { text: "" } }));

vi.mock("@workos-inc/widgets/user-sessions", () => ({ UserSessions: () => <div data-woswidgets-widget="" data-woswidgets-widget-state="resolved">{shown.text}</div> }));

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
