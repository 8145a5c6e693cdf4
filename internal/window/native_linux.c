//go:build linux && webkit2_41 && (production || dev)

#include <string.h>
#include <webkit2/webkit2.h>

#include "native_linux.h"
#include "_cgo_export.h"

static GtkWindow *window;
static WebKitWebView *view;
static GtkMenuBar *menubar;
static GtkWidget *question;

gboolean native_init(void) { return gtk_init_check(NULL, NULL); }

/* ---- The window's birth ---- */

static void look_for(GtkWidget *widget, gpointer unused) {
	if (WEBKIT_IS_WEB_VIEW(widget))
		view = WEBKIT_WEB_VIEW(widget);
	else if (GTK_IS_MENU_BAR(widget))
		menubar = GTK_MENU_BAR(widget);
	else if (GTK_IS_CONTAINER(widget))
		gtk_container_forall(GTK_CONTAINER(widget), look_for, unused);
}

static void on_terminated(WebKitWebView *v, WebKitWebProcessTerminationReason reason, gpointer unused) {
	switch (reason) {
	case WEBKIT_WEB_PROCESS_CRASHED:
		nativeDied("crashed");
		break;
	case WEBKIT_WEB_PROCESS_EXCEEDED_MEMORY_LIMIT:
		nativeDied("used too much memory");
		break;
	default: /* by this file */
		break;
	}
}

static void on_responsive(GObject *v, GParamSpec *spec, gpointer unused) {
	if (!webkit_web_view_get_is_web_process_responsive(WEBKIT_WEB_VIEW(v)))
		nativeUnresponsive();
}

static gboolean on_state(GtkWidget *w, GdkEventWindowState *e, gpointer unused) {
	if (e->changed_mask & GDK_WINDOW_STATE_ICONIFIED)
		nativeMinimised((e->new_window_state & GDK_WINDOW_STATE_ICONIFIED) != 0);
	return GDK_EVENT_PROPAGATE;
}

/* Wails makes menus without mnemonics; their first letters all differ. */
static void give_mnemonic(GtkWidget *item, gpointer unused) {
	if (!GTK_IS_MENU_ITEM(item) || gtk_menu_item_get_use_underline(GTK_MENU_ITEM(item)))
		return;
	char *label = g_strconcat("_", gtk_menu_item_get_label(GTK_MENU_ITEM(item)), NULL);
	gtk_menu_item_set_use_underline(GTK_MENU_ITEM(item), TRUE);
	gtk_menu_item_set_label(GTK_MENU_ITEM(item), label);
	g_free(label);
}

/* Runs once Wails has put everything into its window and wanted it shown. */
static gboolean on_ready(gpointer unused) {
	if (window == NULL)
		return G_SOURCE_REMOVE;
	gtk_container_forall(GTK_CONTAINER(window), look_for, NULL);
	if (view != NULL) {
		g_object_add_weak_pointer(G_OBJECT(view), (gpointer *)&view);
		g_signal_connect(view, "web-process-terminated", G_CALLBACK(on_terminated), NULL);
		g_signal_connect(view, "notify::is-web-process-responsive", G_CALLBACK(on_responsive), NULL);
	}
	g_signal_connect(window, "window-state-event", G_CALLBACK(on_state), NULL);
	if (menubar != NULL) {
		g_object_add_weak_pointer(G_OBJECT(menubar), (gpointer *)&menubar);
		gtk_container_foreach(GTK_CONTAINER(menubar), give_mnemonic, NULL);
	}
	nativeReady();
	return G_SOURCE_REMOVE;
}

/* The first window that anything is put into is Wails'. It is kept from being shown until it has its place:
   Wails shows it at once and centres it afterwards. */
static gboolean on_add(GSignalInvocationHint *hint, guint n, const GValue *params, gpointer unused) {
	GObject *object = g_value_get_object(&params[0]);
	if (!GTK_IS_WINDOW(object) || gtk_window_get_window_type(GTK_WINDOW(object)) != GTK_WINDOW_TOPLEVEL)
		return TRUE;
	window = GTK_WINDOW(object);
	g_object_add_weak_pointer(object, (gpointer *)&window);
	gtk_widget_set_no_show_all(GTK_WIDGET(window), TRUE);
	/* After what Wails itself has left for the main loop. */
	g_idle_add_full(G_PRIORITY_LOW, on_ready, NULL, NULL);
	return FALSE;
}

void native_await_window(void) {
	g_type_class_unref(g_type_class_ref(GTK_TYPE_WINDOW)); /* signals exist with their class only */
	g_signal_add_emission_hook(g_signal_lookup("add", GTK_TYPE_CONTAINER), 0, on_add, NULL, NULL);
}

static gboolean on_invoke(gpointer handle) {
	nativeRun((uintptr_t)handle);
	return G_SOURCE_REMOVE;
}

void native_invoke(uintptr_t handle) { g_idle_add_full(G_PRIORITY_DEFAULT, on_invoke, (gpointer)handle, NULL); }

/* ---- Place ---- */

int native_monitors(native_monitor *into, int room) {
	GdkDisplay *display = gdk_display_get_default();
	int n = gdk_display_get_n_monitors(display);
	if (n > room)
		n = room;
	for (int i = 0; i < n; i++) {
		GdkMonitor *m = gdk_display_get_monitor(display, i);
		GdkRectangle r;
		gdk_monitor_get_workarea(m, &r);
		into[i] = (native_monitor){r.x, r.y, r.width, r.height, gdk_monitor_is_primary(m)};
	}
	return n;
}

/* Whether windows have positions here. On Wayland the compositor keeps them to itself. */
gboolean native_positions(void) {
	return strcmp(G_OBJECT_TYPE_NAME(gdk_display_get_default()), "GdkX11Display") == 0;
}

int native_menubar_height(void) {
	int height = 0;
	if (menubar == NULL)
		return 0;
	gtk_widget_show_all(GTK_WIDGET(menubar)); /* what is hidden has no height */
	gtk_widget_get_preferred_height(GTK_WIDGET(menubar), NULL, &height);
	return height;
}

void native_show(const native_state *s, int min_width, int min_height) {
	if (window == NULL)
		return;
	GdkGeometry least = {.min_width = min_width, .min_height = min_height};
	gtk_window_set_geometry_hints(window, NULL, &least, GDK_HINT_MIN_SIZE);
	gtk_window_set_default_size(window, s->width, s->height);
	if (s->positioned)
		gtk_window_move(window, s->x, s->y);
	else
		gtk_window_set_position(window, GTK_WIN_POS_CENTER);
	if (s->maximised)
		gtk_window_maximize(window);
	if (s->fullscreen)
		gtk_window_fullscreen(window);
	gtk_widget_set_no_show_all(GTK_WIDGET(window), FALSE);
	gtk_widget_show_all(GTK_WIDGET(window));
	if (view != NULL)
		gtk_widget_grab_focus(GTK_WIDGET(view));
}

static GdkWindowState state(void) {
	GdkWindow *w = window == NULL ? NULL : gtk_widget_get_window(GTK_WIDGET(window));
	return w == NULL ? GDK_WINDOW_STATE_WITHDRAWN : gdk_window_get_state(w);
}

gboolean native_current(native_state *into) {
	GdkWindowState now = state();
	if (now & GDK_WINDOW_STATE_WITHDRAWN)
		return FALSE;
	gtk_window_get_size(window, &into->width, &into->height);
	into->positioned = native_positions();
	if (into->positioned)
		gtk_window_get_position(window, &into->x, &into->y);
	into->maximised = (now & GDK_WINDOW_STATE_MAXIMIZED) != 0;
	into->fullscreen = (now & GDK_WINDOW_STATE_FULLSCREEN) != 0;
	into->visible = (now & GDK_WINDOW_STATE_ICONIFIED) == 0;
	return TRUE;
}

void native_present(void) {
	if (window != NULL && !gtk_widget_get_no_show_all(GTK_WIDGET(window))) /* else it is about to be shown */
		gtk_window_present(window);
}

void native_toggle_fullscreen(void) {
	if (window == NULL)
		return;
	if (state() & GDK_WINDOW_STATE_FULLSCREEN)
		gtk_window_unfullscreen(window);
	else
		gtk_window_fullscreen(window);
}

void native_minimise(void) {
	if (window != NULL)
		gtk_window_iconify(window);
}

/* ---- Looks ---- */

static const char prefer_dark[] = "gtk-application-prefer-dark-theme", theme_name[] = "gtk-theme-name";

/* 0 is the desktop's own theme, 1 light, 2 dark. The web view's prefers-color-scheme follows. GTK reads its whole
   theme anew for each property that is set, to the same value too: what is so already is left alone. */
void native_theme(int theme) {
	static gboolean prefers, named; /* by this function */
	GtkSettings *s = gtk_settings_get_default();
	if (s == NULL)
		return;
	if (named)
		gtk_settings_reset_property(s, theme_name);
	named = FALSE;
	if (theme == 0) {
		if (prefers)
			gtk_settings_reset_property(s, prefer_dark);
		prefers = FALSE;
		return;
	}
	gboolean dark = FALSE;
	char *name = NULL;
	g_object_get(s, prefer_dark, &dark, theme_name, &name, NULL);
	if (dark != (theme == 2)) {
		g_object_set(s, prefer_dark, theme == 2, NULL);
		prefers = TRUE;
	}
	if (theme == 1 && name != NULL && g_str_has_suffix(name, "-dark")) {
		name[strlen(name) - strlen("-dark")] = '\0';
		g_object_set(s, theme_name, name, NULL);
		named = TRUE;
	}
	g_free(name);
}

void native_zoom(double level) {
	if (view != NULL)
		webkit_web_view_set_zoom_level(view, level);
}

/* ---- Menus ---- */

void native_edit(const char *command) {
	if (view != NULL)
		webkit_web_view_execute_editing_command(view, command);
}

static gboolean on_accelerator(GtkAccelGroup *group, GObject *object, guint key, GdkModifierType modifiers, gpointer number) {
	nativeAccelerator((uintptr_t)number);
	return TRUE;
}

void native_accelerator(guint key, guint modifiers, uintptr_t number) {
	static GtkAccelGroup *group;
	if (window == NULL)
		return;
	if (group == NULL) {
		group = gtk_accel_group_new();
		gtk_window_add_accel_group(window, group);
	}
	gtk_accel_group_connect(group, key, modifiers, 0, g_cclosure_new(G_CALLBACK(on_accelerator), (gpointer)number, NULL));
}

/* ---- Trouble ---- */

/* Loads the page anew in a new web process. The address keeps its origin: what follows belongs to widgets. */
void native_revive(const char *home) {
	if (view == NULL)
		return;
	const char *now = webkit_web_view_get_uri(view);
	char *uri = g_strdup(now != NULL && *now != '\0' ? now : home);
	uri[strcspn(uri, "?#")] = '\0';
	webkit_web_view_terminate_web_process(view);
	webkit_web_view_load_uri(view, uri);
	g_free(uri);
}

void native_end_web_process(void) {
	if (view != NULL)
		webkit_web_view_terminate_web_process(view);
}

static void on_response(GtkDialog *dialog, int response, gpointer handle) {
	nativeAnswered((uintptr_t)handle, response);
	gtk_widget_destroy(GTK_WIDGET(dialog));
}

/* The answers 1 and 2 are quit and again; everything else, closing it included, is to wait. */
void native_ask(uintptr_t handle, const char *message, const char *detail, const char *wait, const char *quit, const char *again) {
	native_withdraw();
	question = gtk_message_dialog_new(window, GTK_DIALOG_DESTROY_WITH_PARENT, GTK_MESSAGE_WARNING, GTK_BUTTONS_NONE, "%s", message);
	g_object_add_weak_pointer(G_OBJECT(question), (gpointer *)&question);
	if (window != NULL)
		gtk_window_set_title(GTK_WINDOW(question), gtk_window_get_title(window));
	gtk_message_dialog_format_secondary_text(GTK_MESSAGE_DIALOG(question), "%s", detail);
	gtk_dialog_add_buttons(GTK_DIALOG(question), quit, 1, wait, 3, again, 2, NULL);
	gtk_dialog_set_default_response(GTK_DIALOG(question), 2);
	g_signal_connect(question, "response", G_CALLBACK(on_response), (gpointer)handle);
	gtk_window_present(GTK_WINDOW(question));
}

void native_withdraw(void) {
	if (question != NULL)
		gtk_widget_destroy(question);
}
