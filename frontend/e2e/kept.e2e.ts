import { expect, test } from "vitest";
import { application, see, until, zoe } from "./harness";

const app = application();
const scrolled = () => app.page.locator(".page-scroll:visible");
const scrollTop = () => scrolled().evaluate((one) => one.scrollTop);

test("finds a page as it was left: what was looked for in it, and how far it was scrolled", async () => {
  await app.page.setViewportSize({ width: 900, height: 420 });
  await app.signIn(zoe, "Acme Corp");
  await app.visit("Members");
  await see(app.main.getByText(zoe.email));
  await scrolled().evaluate((one) => {
    one.scrollTop = 130;
  });
  await app.visit("Profile");
  await app.visit("Members");
  expect(await scrollTop()).toBe(130);
  const search = app.main.getByRole("textbox", { name: "User search" });
  await search.fill("okafor");
  await until("found", async () => await app.main.getByRole("row").count() === 2);
  await app.visit("Security");
  await app.visit("Members");
  expect(await search.inputValue()).toBe("okafor");
  expect(await app.main.getByRole("row").count()).toBe(2);
});
