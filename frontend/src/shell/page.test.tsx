import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { app } from "../session/app";
import { installApplication, zoe } from "../testing/application";
import { installWorkOS } from "../testing/workos";
import { pages, type WidgetPage } from "../widgets/catalogue";
import { lazily } from "../widgets/lazily";
import { ScopeKeeper } from "../widgets/scope";
import { words } from "../words";
import { Page } from "./Page";
import { createAppClient, Providers } from "./Providers";

const profile = pages.find(({ id }) => id === "profile") as WidgetPage;

/** Shows a page whose code can't be loaded so many times. */
function showPage(failures: number) {
  let left = failures;
  const code: WidgetPage["code"] = lazily(() => (left-- > 0 ? Promise.reject(new TypeError("Importing a module script failed.")) : Promise.resolve(() => <p>The widget</p>)));
  const WindowReload = vi.fn();
  Object.assign(installApplication(zoe).runtime, { WindowReload });
  const scope = new ScopeKeeper(app.widgetToken).for(zoe);
  if (!scope) {
    throw new Error("zoe has no scope");
  }
  render(
    <Providers client={createAppClient()}>
      <Page page={{ ...profile, code }} scope={scope} permissions={[]} role="member" organizationName="Acme Corp" switchingTo={undefined} />
    </Providers>,
  );
  return WindowReload;
}

const again = () => userEvent.click(screen.getByRole("button", { name: words.tryAgain }));

describe("a page whose code could not be loaded", () => {
  beforeEach(() => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    installWorkOS();
  });

  it("says so, and loads it when tried again", async () => {
    showPage(1);
    expect(await screen.findByText(words.widget.notLoaded)).toBeDefined();
    expect(screen.queryByRole("button", { name: words.reload })).toBeNull();
    await again();
    expect(await screen.findByText("The widget")).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("offers to reload the window after a second failure, and can still be tried again", async () => {
    const reload = showPage(2);
    await screen.findByText(words.widget.notLoaded);
    await again();
    expect(await screen.findByText(words.widget.notLoadedAgain)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: words.reload }));
    expect(reload).toHaveBeenCalledOnce();
    await again();
    expect(await screen.findByText("The widget")).toBeDefined();
  });
});
