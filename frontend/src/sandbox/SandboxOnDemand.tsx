import { Suspense } from "react";
import { Boundary } from "../shell/Boundary";
import { lazily } from "../widgets/lazily";

const sandbox = lazily(() => import("./Sandbox").then((m) => m.Sandbox));

/** The way to the sandbox's panel, whose code only comes where there is a sandbox. Without it the bar has no button. */
export function SandboxOnDemand() {
  return <Boundary fallback={() => null}><Suspense fallback={null}><sandbox.Component /></Suspense></Boundary>;
}
