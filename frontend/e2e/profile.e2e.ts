import { test } from "vitest";
import { application, max, see, zoe } from "./harness";

const app = application();

test("shows who is signed in", async () => {
  await app.signIn(zoe, "Acme Corp");
  await app.visit("Profile");
  await see(app.main.getByText(zoe.email));
  await app.reload();
  await app.switchTo("Acme Corp", "Globex");
  await app.visit("Members");
  await app.signOut();
  await app.signIn(max, "Acme Corp");
  await app.visit("Profile");
  await app.refresh();
});
