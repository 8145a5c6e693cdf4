/** Every page as an admin and as a member who may not, and one action of each widget: what `make test` has time for. */
import { expect, test } from "vitest";
import { words } from "../src/words";
import { pages } from "../src/widgets/catalogue";
import { application, gone, see, seedPassword, zoe } from "./harness";
import { choose, dialog, entry, portal, row } from "./organization";

const app = application();

const button = (name: string) => app.main.getByRole("button", { name, exact: true });
const confirm = async (title: string, name: string) => {
  const form = await dialog(app, title, "alertdialog");
  await form.getByRole("button", { name, exact: true }).click();
  await gone(form);
};

/** For each page what Acme Corp's admin sees on it, and an action with what shows, once WorkOS was asked again, that it was done. */
const widgets: Record<(typeof pages)[number]["id"], { readonly sees: string; readonly act: () => Promise<void>; readonly done: () => Promise<void> }> = {
  "profile": {
    sees: zoe.email,
    act: async () => {
      await app.main.getByRole("definition").filter({ hasText: zoe.name }).getByRole("button", { name: "Edit" }).click();
      const form = await dialog(app, "Edit name");
      await form.getByRole("textbox", { name: "First name" }).fill("Zoé-Maria");
      await form.getByRole("button", { name: "Save" }).click();
      await gone(form);
    },
    done: async () => {
      await see(app.main.getByText("Zoé-Maria Ångström"));
    },
  },
  "security": {
    sees: "Multi-factor authentication",
    act: () => changePassword(seedPassword, "Correct-Horse-7"),
    done: () => changePassword("Correct-Horse-7", "Another-Horse-8"),
  },
  "sessions": {
    sees: "Lisbon, PT",
    act: async () => {
      await entry(app, "Firefox on Linux").getByRole("button", { name: "Sign out" }).click();
      await confirm("Sign out of device?", "Sign out");
    },
    done: async () => {
      await see(app.main.getByText("Stockholm, SE"));
      expect(await app.main.getByText("Lisbon, PT").count()).toBe(0);
    },
  },
  "connections": {
    sees: "Connected via OAuth",
    act: async () => {
      await choose(app, entry(app, "GitHub").getByRole("button", { name: "Pipe actions" }), "Disconnect account");
      await confirm("Disconnect account", "Disconnect");
    },
    done: async () => {
      await see(entry(app, "GitHub").getByRole("button", { name: "Connect", exact: true }));
    },
  },
  "user-api-keys": {
    sees: "Zoë’s laptop",
    act: () => revokeKey("Zoë’s laptop"),
    done: async () => {
      await see(row(app, "Max’s scripts"));
      expect(await row(app, "Zoë’s laptop").count()).toBe(0);
    },
  },
  "members": {
    sees: "Hannah Kowalczyk",
    act: async () => {
      await button("Invite user").click();
      const form = await dialog(app, "Invite user");
      await form.getByRole("textbox", { name: "Email address" }).fill("new.colleague@acme.example");
      await form.getByRole("button", { name: "Invite", exact: true }).click();
      await gone(form);
    },
    done: async () => {
      await see(row(app, "new.colleague@acme.example"));
    },
  },
  "api-keys": {
    sees: "Nightly export",
    act: () => revokeKey("Nightly export"),
    done: async () => {
      await see(row(app, "Website forms"));
      expect(await row(app, "Nightly export").count()).toBe(0);
    },
  },
  "integrations": {
    sees: "Salesforce",
    act: async () => {
      await choose(app, entry(app, "Salesforce").getByRole("button", { name: "More actions" }), "Disconnect");
      await confirm("Disconnect shared connection", "Disconnect");
    },
    done: async () => {
      await see(entry(app, "Salesforce").getByRole("button", { name: "Connect", exact: true }));
    },
  },
  "sso": {
    sees: "Okta",
    act: async () => {
      await button("Manage").click();
      await inPortal("Single sign-on", "Let the certificate expire", "The certificate has changed.");
    },
    done: async () => {
      await see(app.main.getByText("Requires action"));
    },
  },
  "domains": {
    sees: "acme.example",
    act: async () => {
      await entry(app, "acme.example").getByRole("button", { name: "Remove domain" }).click();
      await confirm("Remove domain", "Remove domain");
    },
    done: async () => {
      await see(app.main.getByText("acme-labs.example", { exact: true }));
      expect(await app.main.getByText("acme.example", { exact: true }).count()).toBe(0);
    },
  },
  "directory-sync": {
    sees: "15 users",
    act: async () => {
      await app.main.getByRole("link", { name: "Manage" }).click();
      await inPortal("Directory sync", "Invalidate the credentials", "The directory no longer accepts the credentials.");
    },
    done: async () => {
      await see(app.main.getByText("Requires action"));
    },
  },
  "streams": {
    sees: "Datadog",
    act: async () => {
      await button("Manage").click();
      await inPortal("Log streams", "Let the credentials fail", "The destination refuses the credentials.");
    },
    done: async () => {
      await see(app.main.getByText("Not streaming"));
    },
  },
};

async function changePassword(from: string, to: string) {
  await button("Change").click();
  const form = await dialog(app, "Change Password");
  await form.getByRole("textbox", { name: "Enter your current password" }).fill(from);
  await form.getByRole("textbox", { name: "Enter your new password" }).fill(to);
  await form.getByRole("textbox", { name: "Confirm your new password" }).fill(to);
  await form.getByRole("button", { name: "Change password" }).click();
  await gone(form);
}

async function revokeKey(name: string) {
  await choose(app, row(app, name).getByRole("button", { name: "API key actions" }), "Revoke key");
  await confirm("Revoke API key?", "Revoke key");
}

async function inPortal(heading: string, press: string, answer: string) {
  const tab = await portal(app, heading);
  await tab.getByRole("button", { name: press, exact: true }).click();
  await see(tab.getByText(answer));
  await tab.close();
}

const named = pages.map(({ id, permissions }) => ({ id, permissions, name: words.pages[id].name }));

test("signs an admin in", () => app.signIn(zoe, "Acme Corp"));

test.each(named)("shows an admin $name, and does there what is asked", async ({ id, name }) => {
  const { sees, act, done } = widgets[id];
  await app.visit(name);
  await see(app.main.getByText(sees));
  await act();
  await app.refresh();
  await done();
});

test("shows a member their own pages, and which permission each of the others needs", async () => {
  await app.switchTo("Acme Corp", "Globex");
  for (const { permissions, name } of named) {
    await app.visit(name);
    if (permissions.length === 0) {
      await see(app.main.getByRole("button", { name: /^(Edit|Change|Sign out|Connect)$/ }));
    } else {
      await see(app.main.getByRole("heading", { name: words.lock.heading }));
      for (const permission of permissions) {
        await see(app.main.getByText(permission, { exact: true }));
      }
    }
  }
});
