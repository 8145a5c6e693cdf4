import { beforeEach, expect, it } from "vitest";
import { token, zoe } from "../testing/application";
import { installWorkOS } from "../testing/workos";
import { failures } from "./answers";
import { widgetsHost } from "./requests";

let refused: boolean;

beforeEach(() => {
  installWorkOS({ "POST /_widgets/UserManagement/invite-user": () => (refused ? Response.json({ code: "unreachable", message: "No." }, { status: 502 }) : { success: true }) });
});

/** Invites somebody with the token of a session in an organization, and waits until what came of it is noted. */
async function invite(of: Partial<typeof zoe>, works: boolean): Promise<void> {
  refused = !works;
  await fetch(`https://${widgetsHost}/_widgets/UserManagement/invite-user`, {
    method: "POST", headers: { "WorkOS-Widgets-Type": "user-management", "Authorization": `Bearer ${token({ ...zoe, ...of })}` },
  });
  await new Promise((resolve) => setTimeout(resolve));
}
const failed = () => failures.get().map(({ session, organization }) => [session, organization]);

it("a failure is kept once, until the same operation succeeds in its session and organization", async () => {
  await invite({}, false);
  await invite({}, false);
  expect(failed()).toEqual([["session_1", "org_acme"]]);
  await invite({}, true);
  expect(failed()).toEqual([]);
});

it.each([{ organization: "org_globex" }, { session: "session_2" }])("a failure elsewhere (%o) is another, and no success here takes it away", async (elsewhere) => {
  const { session, organization } = { ...zoe, ...elsewhere };
  await invite(elsewhere, false);
  await invite({}, false);
  expect(failed()).toEqual([[session, organization], ["session_1", "org_acme"]]);
  await invite({}, true);
  expect(failed()).toEqual([[session, organization]]);
});
