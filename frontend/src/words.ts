import type { ReactNode } from "react";
import { count, oneOf, parts, t } from "./language";

/**
 * Every string of ours that a person reads, in English; t, parts and count say it in the person's language
 * (docs/translating.md). Say what happened, then what to do. The pages' names are also their entries' accessible
 * names, which tools rely on.
 */
export const words = {
  failed: t("That did not work, and there is no word on why. Try again."),
  copy: t("Copy"),
  copied: t("Copied"),
  copyFailed: t("Could not be copied"),
  details: t("Details"),
  dismiss: t("Dismiss"),
  tryAgain: t("Try again"),
  reload: t("Reload the window"),
  cancel: t("Cancel"),
  signIn: t("Sign in"),
  signOut: t("Sign out"),
  signInAgain: t("Sign in again"),
  useAnotherAccount: t("Use another account"),
  account: t("Account"),
  checkAgain: t("Check again"),

  crashed: {
    heading: t("The window could not be shown"),
    message: t("Something in it broke. You are still signed in, and nothing that was saved is lost."),
  },

  noApplication: {
    heading: t("Open this page in the application"),
    sentence: t("It was opened on its own, where there is nobody to sign in with. Run make dev and use the address that it prints, or start the application."),
  },

  restoring: t("Restoring your session"),

  signedOut: {
    sentence: t("Your WorkOS account, on your desktop: profile, security, sessions and connections, and the organizations you look after."),
    welcome: (product: string) => t("Welcome to {product}", { product }),
    how: t("Signing in happens once, in your browser. This window stays signed in."),
    first: t("Your browser asks who you are: this window never sees a password. Then it stays signed in until you sign out."),
    again: t("You are signed out"),
    leaving: t("Signing you out in the browser"),
    leavingSentence: t("WorkOS ends the browser's session first, so that it does not sign the same person in. Then the browser asks who you are."),
    withoutWaiting: t("Sign in without waiting"),
    follows: t("As soon as WorkOS can be reached, the browser is signed out and then asks who you are."),
    environment: (host: string) => t("Connects to {host}", { host }),
  },

  waiting: {
    heading: t("Continue in your browser"),
    sentence: t("WorkOS asks there who you are. Once you have answered, this window goes on by itself."),
    stepUp: (organization: string) => organization === "" ? t("Sign in to that organization") : t("Sign in to {organization}", { organization }),
    stepUpSentence: t("This organization asks for a sign-in of its own, in your browser. Until then, you stay where you are."),
    openAgain: t("Open the browser again"),
    copyLink: t("Copy the link"),
    linkCopied: t("Link copied"),
    minutesLeft: (n: number) => count({ one: "1 minute left", other: "{n} minutes left" }, n),
    secondsLeft: (n: number) => count({ one: "1 second left", other: "{n} seconds left" }, n),
    stuck: t("Is the browser stuck?"),
    httpsOnly: t("It says that the page is not secure, or can't be reached: it may be set to allow HTTPS only. Let it open 127.0.0.1, which is this computer."),
    deepLink: t("It asks whether to open another program: allow it, which leads back here."),
    otherMachine: t("It runs on another computer: copy the link, and sign in there."),
    paste: t("Either way, paste the address that the browser ended up on:"),
    pasteLabel: t("Address from the browser"),
    pasteButton: t("Continue"),
  },

  exchanging: {
    heading: t("Signing you in"),
    sentence: t("The browser has answered. WorkOS is being asked for your session."),
    chosen: t("WorkOS is being asked for your session in that organization."),
  },

  choosing: {
    heading: t("Choose an organization"),
    sentence: t("You belong to several. You can switch to another at any time."),
    standing: t("WorkOS needs to know which one you want to go on in. You are still signed in, and your pages come back once you have chosen."),
    filter: t("Filter organizations"),
    noMatch: t("No organization has that in its name."),
  },

  confirming: {
    heading: (newcomer: string) => t("Continue as {newcomer}?", { newcomer }),
    sentence: t("The browser came back as somebody else than the person signed in here."),
    here: t("Signed in here"),
    came: t("Came back from the browser"),
    effect: (newcomer: string, current: string) =>
      t("If you continue, {current} is signed out of this window, and what was not saved is lost. If you stay, nothing changes here; the browser may remain signed in as {newcomer}.", { current, newcomer }),
    continueAs: (newcomer: string) => t("Continue as {newcomer}", { newcomer }),
    stayAs: (current: string) => t("Stay as {current}", { current }),
    ended: t("The session that was here has ended meanwhile, and the browser came back as somebody else."),
  },

  misconfigured: {
    heading: t("This needs setting up first"),
    sentence: t("The application can't talk to WorkOS the way it was started. Here is what it checked."),
    ok: t("In order"),
    failed: t("Needs mending"),
    skipped: t("Not checked"),
    copy: t("Copy the results"),
    restart: t("A changed configuration counts from the next start of the application; everything else is checked again here."),
  },

  sandbox: t("This is the sandbox: its people and organizations are made up, and nothing reaches WorkOS."),

  safeMode: t("Safe mode: this window is drawn without the graphics card. The next ordinary start uses it again."),

  openToWebPages: t("This is a development build on a real environment: any web page open in a browser on this computer can call it while it runs."),

  settingsDamaged: {
    message: t("Your settings could not be read, so they are the usual ones again."),
    advice: t("What was there has been put aside."),
  },

  since: (time: string) => t("Since {time}.", { time }),
  at: (time: string) => t("At {time}.", { time }),
  /** What still works without WorkOS. */
  unreachable: (time: string) =>
    time === ""
      ? t("Pages show what was loaded before, and changes may not go through.")
      : t("Since {time}, pages show what was loaded before, and changes may not go through.", { time }),

  ending: {
    idle: (left: ReactNode) => parts("Your session ends in {left} because it is not being used.", { left }),
    idled: t("Your session was not used for long, and may end at any moment."),
    unsaved: t("What is not saved by then is lost."),
    stay: t("Stay signed in"),
    impersonation: (left: ReactNode) => parts("It ends in {left}, whatever is done.", { left }),
    impersonationAt: (time: string) => t("It ends at {time}.", { time }),
  },

  impersonation: (impersonator: string, name: string, reason: string) =>
    reason === ""
      ? t("{impersonator} is acting as {name}.", { impersonator, name })
      : t("{impersonator} is acting as {name}: {reason}.", { impersonator, name, reason: reason.replace(/[.\s]+$/, "") }),

  notices: t("Notices"),
  navigation: t("Pages"),
  you: t("You"),
  yourOrganization: t("Your organization"),
  organizations: t("Organizations"),
  switching: (organization: string) => organization === "" ? t("Switching to the other organization") : t("Switching to {organization}", { organization }),
  switched: (organization: string) => organization === "" ? t("Now in the other organization") : t("Now in {organization}", { organization }),
  noOrganization: {
    heading: t("No organization"),
    sentence: t("You belong to none yet. Somebody who manages one can invite you."),
  },
  locked: t("Locked: your role does not allow it"),
  refresh: t("Refresh"),

  lock: {
    heading: t("Your role does not allow this yet"),
    missing: (permissions: readonly ReactNode[]) => [
      ...(permissions.length === 1
        ? parts("It needs the permission {permission}.", { permission: permissions[0] })
        : parts("It needs one of the permissions {permissions}.", { permissions: oneOf(permissions) })), " ",
    ],
    role: (role: ReactNode) => parts("Your role here is {role}.", { role }),
    grant: t("An admin of your WorkOS environment grants it: in the WorkOS dashboard, under Roles, add the permission to a role and give you that role."),
    stillMissing: t("The permission is still missing."),
  },

  widget: {
    loading: (page: string) => t("Loading {page}", { page }),
    failedHeading: (page: string) => t("{page} could not be shown", { page }),
    crashed: t("Something in it broke. The rest of the window is fine, and nothing that was saved is lost."),
    notLoaded: t("Its code could not be loaded."),
    notLoadedAgain: t("Its code could not be loaded again. Reloading the window may help: you stay signed in."),
    noToken: t("It could not be given access to your account."),
    moved: t("The organization changed while this was loading."),
  },

  outside: {
    failed: t("That could not be opened in your browser."),
    copyLink: t("Copy link"),
    repeated: t("Its form has several values of the same name, and only one of them could be passed on. Nothing was sent."),
  },

  /** Names for what the widgets leave without one. */
  nameless: {
    roleFilter: t("Filter by role"),
    actions: t("Actions"),
    switcher: t("Loading your organizations"),
  },

  connecting: {
    "handing-over": (name: string) => name === "" ? t("Continue in your browser to connect your account.") : t("Continue in your browser to connect {name}.", { name }),
    approving: (name: string) => name === "" ? t("Waiting for your approval in the browser.") : t("Waiting for your approval in the browser at {name}.", { name }),
    refused: (name: string) =>
      name === "" ? t("The account was not connected, because it was not approved in the browser. You can connect it again.") : t("{name} was not connected, because it was not approved in the browser. You can connect it again.", { name }),
    expired: (name: string) =>
      name === "" ? t("The account was not connected, because it was not approved in time. You can connect it again.") : t("{name} was not connected, because it was not approved in time. You can connect it again.", { name }),
    stop: t("Stop waiting"),
  },

  trouble: {
    permission: t("Your role does not allow this here."),
    grant: t("An admin of your WorkOS environment grants it in the WorkOS dashboard, under Roles."),
    stale: t("This page belonged to an earlier session or to another organization."),
    unauthorized: t("WorkOS did not accept this page's access to your account."),
    signInAgain: t("If it stays so, sign out and sign in again."),
    noAnswer: t("The application did not answer."),
    restart: t("If it stays so, start the application again."),
    notFound: t("WorkOS has nothing under this address any more."),
    refused: t("WorkOS did not accept this."),
    troubled: t("WorkOS has trouble answering."),
    later: t("Try again in a moment."),
    tooMany: t("WorkOS is asked for too much at the moment."),
    left: (organization: string, refused: boolean) =>
      organization === ""
        ? refused
          ? t("What you sent in the organization before, before the switch, was not done. Nothing was changed here.")
          : t("What you sent in the organization before, before the switch, got no answer: look there whether it was done. Nothing was changed here.")
        : refused
          ? t("What you sent in {organization}, before the switch, was not done. Nothing was changed here.", { organization })
          : t("What you sent in {organization}, before the switch, got no answer: look there whether it was done. Nothing was changed here.", { organization }),
    broken: t("Something in this page broke. The rest of the window is fine, and nothing that was saved is lost."),
    blank: t("This page has stayed empty. Nothing that was saved is lost."),
  },

  createOrganization: t("Create an organization"),

  settings: {
    heading: t("Settings"),
    sentence: t("How this window looks, starts and keeps its log, on this computer."),
    back: t("Back"),
    appearance: t("Appearance"),
    theme: t("Theme"),
    themeHint: t("System looks the way your desktop does."),
    themes: { system: t("System"), light: t("Light"), dark: t("Dark") },
    zoom: t("Zoom"),
    zoomHint: (larger: string, smaller: string) => t("{larger} and {smaller} change it from anywhere.", { larger, smaller }),
    start: t("Start"),
    startAtLogin: t("Start automatically"),
    startAtLoginHint: t("Opens the window when you sign in to this computer."),
    openWith: t("Open with"),
    openWithHint: t("The organization you are in after a start."),
    lastOrganization: t("The last one"),
    formerOrganization: t("One you no longer belong to"),
    diagnostics: t("Diagnostics"),
    logLevel: t("Log level"),
    logLevelHint: t("How much is written to the log. It never holds passwords, tokens or keys."),
    logLevelSet: t("Set by WORKOS_LOG"),
    logLevelFixed: t("The environment variable WORKOS_LOG sets it for this start. Unset that to choose it here."),
    logLevels: { error: t("Errors only"), warn: t("Warnings and errors"), info: t("Normal"), debug: t("Everything") },
    report: t("Report a problem"),
    reportHint: t("Versions, configuration and the latest log lines, without secrets and without names."),
    copyDiagnostics: t("Copy diagnostics"),
    copiedDiagnostics: t("Diagnostics copied"),
    openLogFolder: t("Open the log folder"),
    about: t("About"),
    version: t("Version"),
    environment: t("Environment"),
    sandboxEnvironment: t("The sandbox on this computer"),
    clientID: t("Client ID"),
    noClientID: t("Not set"),
    licencesSentence: t("Made with Wails, React, Radix Themes and WorkOS Widgets, each under its own licence."),
    safeMode: t("Safe mode"),
    safeModeSentence: t("On: this window draws without the graphics card. The next ordinary start uses it again."),
    damaged: (path: string) => t("The settings could not be read and start anew. What was there is in {path}.", { path }),
  },

  commands: {
    palette: t("Command palette"),
    input: t("Search pages, organizations and actions"),
    nothing: t("Nothing has that in its name."),
    notLoaded: t("The command palette could not be loaded. Try again; if it stays so, reload the window."),
    groups: { pages: t("Pages"), organizations: t("Organizations"), appearance: t("Appearance"), actions: t("Actions") },
    blocked: t("Close the dialog first."),
    signedOut: t("Sign in first."),
    noWayBack: t("There is nothing to go back to."),
    noWayForward: t("There is nothing to go forward to."),
    noOrganization: t("That page belongs to an organization, and you are in none."),
    current: t("current"),
    settings: t("Settings"),
    about: (product: string) => t("About {product}", { product }),
    back: t("Back"),
    forward: t("Forward"),
    refresh: t("Refresh"),
    refreshLater: t("WorkOS can't be reached. What is shown is refreshed as soon as it can be."),
    zoomIn: t("Zoom in"),
    zoomOut: t("Zoom out"),
    zoomReset: t("Actual size"),
    zoomed: (zoom: string) => t("Zoom {zoom}", { zoom }),
    themes: { system: t("Theme: system"), light: t("Theme: light"), dark: t("Theme: dark") },
    copyUserID: t("Copy user ID"),
    copiedUserID: t("User ID copied"),
    copyOrganizationID: t("Copy organization ID"),
    copiedOrganizationID: t("Organization ID copied"),
    checkAgain: t("Check permissions again"),
    checked: t("Your permissions are up to date"),
  },

  /** What is written on the keys that go with another. */
  keys: { control: t("Ctrl"), alt: t("Alt") },

  /** What the window's frame says it shows, the narrowest first. */
  title: (parts: readonly string[]) => parts.filter(Boolean).join(" – "),

  pages: {
    profile: { name: t("Profile"), sentence: () => t("Your name and e-mail address, as others see them.") },
    security: { name: t("Security"), sentence: () => t("Your password and the second step at sign-in.") },
    sessions: { name: t("Sessions"), sentence: () => t("Where you are signed in. Sign out the ones you don't know.") },
    connections: { name: t("Connections"), sentence: () => t("Accounts elsewhere that you let your organization's apps use.") },
    "user-api-keys": { name: t("Personal API keys"), sentence: () => t("Keys that let your scripts and tools act as you.") },
    members: { name: t("Members"), sentence: (organization: string) => organization === "" ? t("People in your organization and what they may do.") : t("People in {organization} and what they may do.", { organization }) },
    "api-keys": { name: t("API keys"), sentence: (organization: string) => organization === "" ? t("Keys that let other programs act for your organization.") : t("Keys that let other programs act for {organization}.", { organization }) },
    integrations: { name: t("Integrations"), sentence: (organization: string) => organization === "" ? t("What the people of your organization may connect, and what they share.") : t("What the people of {organization} may connect, and what they share.", { organization }) },
    sso: { name: t("Single sign-on"), sentence: (organization: string) => organization === "" ? t("How people of your organization sign in through their identity provider.") : t("How people of {organization} sign in through their identity provider.", { organization }) },
    domains: { name: t("Domains"), sentence: (organization: string) => organization === "" ? t("Domains that your organization has proved to be its own.") : t("Domains that {organization} has proved to be its own.", { organization }) },
    "directory-sync": { name: t("Directory sync"), sentence: (organization: string) => organization === "" ? t("Keeps the members of your organization in step with its directory.") : t("Keeps the members of {organization} in step with its directory.", { organization }) },
    streams: { name: t("Audit log streams"), sentence: (organization: string) => organization === "" ? t("Where the audit log of your organization is sent.") : t("Where the audit log of {organization} is sent.", { organization }) },
  },

  announce: {
    problem: (message: string, advice: string) => `${message} ${advice}`.trim(),
    ends: t("Your session ends in less than five minutes because it is not being used. The button Stay signed in keeps it."),
    impersonationEnds: t("This session ends in less than five minutes."),
  },
} as const;
