import { SignInStep, Status, type Problem, type Snapshot, type User } from "../session/snapshot";
import { nobody, offline, signIn, zoe } from "./application";

// States of the session that several tests look at.

export const waiting: Snapshot = { ...nobody, status: Status.SigningIn, signIn: signIn() };
export const slow: Snapshot = { ...waiting, signIn: signIn({ startedAt: Date.now() - 40_000 }) };
export const choosing: Snapshot = {
  ...waiting,
  signIn: signIn({ step: SignInStep.ChoosingOrganization, organizations: [{ id: "org_acme", name: "Acme Corp" }, { id: "org_globex", name: "Globex" }] }),
};
export const max: User = { id: "user_2", email: "max@acme.example", firstName: "Max", lastName: "Okafor", pictureUrl: "" };
export const confirming: Snapshot = { ...zoe, signIn: signIn({ step: SignInStep.ConfirmingUser, organization: "org_initech", user: max }) };
export const ended: Problem = { ...offline, code: "ended", message: "WorkOS has ended your session.", advice: "Sign in again to go on." };
export const asked: Problem = { ...offline, code: "choose-organization", message: "WorkOS wants to know which organization you want to work in.", advice: "Choose one to go on." };
export const standing: Snapshot = {
  ...zoe, problems: [asked],
  signIn: signIn({ step: SignInStep.ChoosingOrganization, givesUpAt: 0, organizations: [{ id: "org_acme", name: "Acme Corp" }, { id: "org_globex", name: "Globex" }] }),
};
export const nia: Snapshot = { ...zoe, organization: "", role: "", permissions: [], user: { id: "user_3", email: "nia@nowhere.example", firstName: "Nia", lastName: "Novak", pictureUrl: "" } };
