import type { ThemeProps } from "@radix-ui/themes";
import { accent, product } from "#brand/brand.json";

export { product };

/** How the window looks. The widgets take it over from here. */
export const brand = {
  accentColor: accent as ThemeProps["accentColor"], // the builder has checked it
  grayColor: "slate",
  radius: "medium",
  scaling: "95%",
  panelBackground: "solid",
} as const;

/**
 * Where people create an organization, for an environment that offers a page for it: WorkOS has no such
 * operation for its widgets. The build takes it from VITE_CREATE_ORGANIZATION_URL (https); without it nothing
 * is offered.
 */
export function organizationCreation(): string | undefined {
  const address: unknown = import.meta.env["VITE_CREATE_ORGANIZATION_URL"];
  return typeof address === "string" && address.startsWith("https://") ? address : undefined;
}
