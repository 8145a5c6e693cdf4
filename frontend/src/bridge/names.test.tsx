import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { zoe } from "../testing/application";
import { expectAccessible, renderWindow } from "../testing/render";
import { installWorkOS } from "../testing/workos";
import { words } from "../words";
import { nameControls } from "./names";

// What these pages look like to axe without the names, widgets/widgets.test.tsx says: the same real modules.

const goTo = async (name: string) => userEvent.click(within(await screen.findByRole("navigation")).getByRole("button", { name }));

beforeAll(() => {
  nameControls(document);
});

describe("nameControls", () => {
  beforeEach(() => {
    installWorkOS();
  });

  it("names the members' role filter and the column of their menus", async () => {
    renderWindow(zoe);
    await goTo("Members");
    await screen.findByText("someone@org_acme.example");
    expect(await screen.findByRole("combobox", { name: words.nameless.roleFilter })).toBeDefined();
    expect(screen.getByRole("columnheader", { name: words.nameless.actions })).toBeDefined();
    await expectAccessible();
  });

  it.each(["API keys", "Personal API keys"])("names the column of the menus of %s", async (name) => {
    renderWindow(zoe);
    await goTo(name);
    await screen.findByText(/in Acme Corp$/);
    expect(screen.getByRole("columnheader", { name: words.nameless.actions })).toBeDefined();
    await expectAccessible();
  });

  it("names the switcher while it does not know the organizations", async () => {
    installWorkOS({ "/_widgets/UserManagement/organizations": () => new Promise(() => undefined) });
    renderWindow(zoe);
    await waitFor(() => {
      expect(document.querySelector('[data-woswidgets-widget-state="loading"]')).not.toBeNull();
    });
    expect(await screen.findByRole("button", { name: words.nameless.switcher })).toHaveProperty("disabled", true);
  });

  it("leaves the names alone that are there", async () => {
    document.body.innerHTML = '<label for="a">Role</label><button class="woswidgets-select" role="combobox" id="a"></button><button class="woswidgets-select" role="combobox" aria-label="Expires"></button>';
    await new Promise((resolve) => setTimeout(resolve));
    expect(screen.getByRole("combobox", { name: "Role" })).toBeDefined();
    expect(screen.getByRole("combobox", { name: "Expires" })).toBeDefined();
    document.body.replaceChildren();
  });
});
