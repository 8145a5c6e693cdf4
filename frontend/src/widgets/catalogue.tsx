import { ActivityLogIcon, CodeIcon, CubeIcon, EnterIcon, GlobeIcon, IdCardIcon, LaptopIcon, Link2Icon, PersonIcon } from "@radix-ui/react-icons";
import type { ComponentType } from "react";
import { words } from "../words";
import { KeyIcon, PeopleIcon, ShieldIcon } from "./icons";
import { lazily, type Lazily } from "./lazily";

/** What the catalogue's components have in common: they take their token from a function. */
interface WidgetProps {
  readonly authToken: () => Promise<string>;
}

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
  readonly code: Lazily<WidgetProps>;
}

/** Every page, in the order of the navigation. */
export const pages: readonly WidgetPage[] = [
  page("profile", "user-profile", "you", PersonIcon, () => import("@workos-inc/widgets/user-profile").then((m) => m.UserProfile)),
  page("security", "user-security", "you", ShieldIcon, () => import("@workos-inc/widgets/user-security").then((m) => m.UserSecurity)),
  page("sessions", "user-sessions", "you", LaptopIcon, () => import("@workos-inc/widgets/user-sessions").then((m) => m.UserSessions)),
  page("connections", "pipes", "you", Link2Icon, () => import("@workos-inc/widgets/pipes").then(({ Pipes }) => (props) => <Pipes {...props} enableSharedConnections />)),
  page("user-api-keys", "user-api-keys", "you", KeyIcon, () => import("@workos-inc/widgets/api-keys").then(({ ApiKeys }) => (props) => <ApiKeys {...props} scope="user" />), { wide: true, permissions: ["widgets:user-api-keys:manage-self", "widgets:user-api-keys:manage-all"] }),
  page("members", "user-management", "organization", PeopleIcon, () => import("@workos-inc/widgets/users-management").then((m) => m.UsersManagement), { wide: true, permissions: ["widgets:users-table:manage"] }),
  page("api-keys", "api-keys", "organization", CodeIcon, () => import("@workos-inc/widgets/api-keys").then(({ ApiKeys }) => (props) => <ApiKeys {...props} scope="organization" />), { wide: true, permissions: ["widgets:api-keys:manage"] }),
  page("integrations", "pipes-admin", "organization", CubeIcon, () => import("@workos-inc/widgets/pipes-admin").then(({ PipesAdmin }) => (props) => <PipesAdmin {...props} enableSharedConnections />), { permissions: ["widgets:pipes:manage"] }),
  page("sso", "admin-portal-sso-connection", "organization", EnterIcon, () => import("@workos-inc/widgets/admin-portal-sso-connection").then((m) => m.AdminPortalSsoConnection), { permissions: ["widgets:sso:manage"] }),
  page("domains", "admin-portal-domain-verification", "organization", GlobeIcon, () => import("@workos-inc/widgets/admin-portal-domain-verification").then((m) => m.AdminPortalDomainVerification), { permissions: ["widgets:domain-verification:manage"] }),
  page("directory-sync", "directory-sync", "organization", IdCardIcon, () => import("@workos-inc/widgets/directory-sync").then((m) => m.DirectorySync), { permissions: ["widgets:dsync:manage"] }),
  page("streams", "admin-portal-audit-log-streaming", "organization", ActivityLogIcon, () => import("@workos-inc/widgets/admin-portal-audit-log-streaming").then((m) => m.AdminPortalAuditLogStreaming), { permissions: ["widgets:audit-log-streaming:manage"] }),
];

function page(
  id: PageID,
  widget: string,
  group: WidgetPage["group"],
  icon: ComponentType,
  load: () => Promise<ComponentType<WidgetProps>>,
  more: Partial<Pick<WidgetPage, "wide" | "permissions">> = {},
): WidgetPage {
  return { id, widget, group, icon, permissions: [], wide: false, ...more, code: lazily(load) };
}

/** Whether somebody with these permissions may use a page. */
export function allows(page: Pick<WidgetPage, "permissions">, permissions: readonly string[]): boolean {
  return page.permissions.length === 0 || page.permissions.some((permission) => permissions.includes(permission));
}
