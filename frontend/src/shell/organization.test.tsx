import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { focusManager } from "@tanstack/react-query";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { zoe } from "../testing/application";
import { renderWindow } from "../testing/render";
import { installWorkOS, type Asked } from "../testing/workos";
import { lookAgainOnFocus } from "../widgets/focus";
import { words } from "../words";

let log: Asked[];

beforeEach(() => {
  log = installWorkOS();
  return () => {
    vi.unstubAllEnvs();
  };
});

describe("creating an organization", () => {
  const menu = async () => userEvent.click(await screen.findByRole("button", { name: /Acme Corp/ }));

  it("is in the switcher's menu where the environment offers a page for it", async () => {
    vi.stubEnv("VITE_CREATE_ORGANIZATION_URL", "https://app.example/organizations/new");
    const { bound } = renderWindow(zoe);
    await menu();
    await userEvent.click(await screen.findByRole("menuitem", { name: words.createOrganization }));
    expect(bound.OpenLink).toHaveBeenCalledExactlyOnceWith("https://app.example/organizations/new");
  });

  it("is offered to people without an organization, too", async () => {
    vi.stubEnv("VITE_CREATE_ORGANIZATION_URL", "https://app.example/organizations/new");
    const { bound } = renderWindow({ ...zoe, organization: "", role: "", permissions: [] });
    await userEvent.click(await screen.findByRole("button", { name: words.createOrganization }));
    expect(bound.OpenLink).toHaveBeenCalledOnce();
  });

  it.each(["", "javascript:alert(1)"])("is not offered without one (%j)", async (address) => {
    vi.stubEnv("VITE_CREATE_ORGANIZATION_URL", address);
    renderWindow(zoe);
    await menu();
    await screen.findByRole("menuitem", { name: /Globex/ });
    expect(screen.queryByText(words.createOrganization)).toBeNull();
  });
});

describe("the window that comes to the front", () => {
  it("has its widgets look again", async () => {
    lookAgainOnFocus(window);
    renderWindow(zoe);
    await screen.findAllByRole("button", { name: "Edit" });
    const asked = () => log.filter(({ path }) => path === "/_widgets/UserProfile/me").length;
    const before = asked();
    window.dispatchEvent(new Event("focus"));
    await waitFor(() => {
      expect(asked()).toBe(before + 1);
    });
    focusManager.setEventListener(() => undefined);
  });
});
