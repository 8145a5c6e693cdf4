import {
  ActivityLogIcon, AvatarIcon, CopyIcon, DesktopIcon, ExitIcon, GearIcon, InfoCircledIcon, MagnifyingGlassIcon, MoonIcon, ReloadIcon, SunIcon, UpdateIcon,
  ZoomInIcon, ZoomOutIcon,
} from "@radix-ui/react-icons";
import type { ComponentType } from "react";
import type { IconName } from "../commands/commands";

/** The icons that only the palette shows: commands name them, so that no start waits for them. */
export const icons: Readonly<Record<IconName, ComponentType>> = {
  about: InfoCircledIcon,
  account: AvatarIcon,
  "actual-size": MagnifyingGlassIcon,
  check: UpdateIcon,
  copy: CopyIcon,
  dark: MoonIcon,
  larger: ZoomInIcon,
  leave: ExitIcon,
  light: SunIcon,
  log: ActivityLogIcon,
  refresh: ReloadIcon,
  settings: GearIcon,
  smaller: ZoomOutIcon,
  system: DesktopIcon,
};
