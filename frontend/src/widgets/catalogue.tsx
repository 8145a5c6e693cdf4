import { LaptopIcon, Link2Icon, PersonIcon } from "@radix-ui/react-icons";
import { lazy, type ComponentType } from "react";
import { words } from "../words";
import { PeopleIcon, ShieldIcon } from "./icons";

/** What the catalogue's components have in common: they take their token from a function. */
export type Widget = ComponentType<{ authToken: () => Promise<string> }>;

type PageID = keyof typeof words.pages;

/** A page of the window: one widget, and what the frame has to know of it. */
export interface WidgetPage {
  readonly id: PageID;
  /** The widget's id in Go's catalogue, which is its WorkOS-Widgets-Type. */
  readonly widget: string;
  /** Whose it is: the person's, or their organization's. */
  readonly group: "you" | "organization";
  readonly icon: ComponentType;
  /** Any one of these opens it; none means that everybody may. */
  readonly permissions: readonly string[];
  /** Lists may be as wide as the window; everything else keeps a readable width. */
  readonly wide: boolean;
  readonly Widget: Widget;
  /** Fetches the widget's code ahead of its use. A failure is forgotten: it is tried again when needed. */
  readonly preload: () => void;
}

/** Every page, in the order of the navigation. */
export const pages: readonly WidgetPage[] = [
  page("profile", "user-profile", "you", PersonIcon, () => import("@workos-inc/widgets/user-profile").then((m) => m.UserProfile)),
  page("security", "user-security", "you", ShieldIcon, () => import("@workos-inc/widgets/user-security").then((m) => m.UserSecurity)),
  page("sessions", "user-sessions", "you", LaptopIcon, () => import("@workos-inc/widgets/user-sessions").then((m) => m.UserSessions)),
  page("connections", "pipes", "you", Link2Icon, () => import("@workos-inc/widgets/pipes").then((m) => m.Pipes)),
  page("members", "user-management", "organization", PeopleIcon, () => import("@workos-inc/widgets/users-management").then((m) => m.UsersManagement), { wide: true, permissions: ["widgets:users-table:manage"] }),
];

function page(
  id: PageID,
  widget: string,
  group: WidgetPage["group"],
  icon: ComponentType,
  load: () => Promise<Widget>,
  more: Partial<Pick<WidgetPage, "wide" | "permissions">> = {},
): WidgetPage {
  const loadModule = async () => ({ default: await load() });
  return {
    id, widget, group, icon, permissions: [], wide: false, ...more,
    Widget: lazy(loadModule),
    preload: () => {
      load().catch(() => undefined);
    },
  };
}

/** Whether somebody with these permissions may use a page. */
export function allows(page: Pick<WidgetPage, "permissions">, permissions: readonly string[]): boolean {
  return page.permissions.length === 0 || page.permissions.some((permission) => permissions.includes(permission));
}
