//go:build linux && webkit2_41 && (production || dev)

#include "failure_linux.h"

/* A window that has failed on its way leaves a hook behind that takes the first window that anything is put into for
   Wails', and gives it its place (native_linux.c). This one is for it. */
static void content_hook(void) {
	GtkWidget *decoy = gtk_window_new(GTK_WINDOW_TOPLEVEL);
	gtk_container_add(GTK_CONTAINER(decoy), gtk_label_new(NULL));
	gtk_widget_destroy(decoy);
}

gboolean native_show_failure(const char *program, const char *title, const char *problem, const char *mend, const char *button) {
	g_set_prgname(program); /* by which the desktop finds the icon */
	if (!gtk_init_check(NULL, NULL))
		return FALSE;
	content_hook();
	GtkWidget *dialog = gtk_message_dialog_new(NULL, 0, GTK_MESSAGE_ERROR, GTK_BUTTONS_NONE, "%s", problem);
	gtk_message_dialog_format_secondary_text(GTK_MESSAGE_DIALOG(dialog), *mend == '\0' ? NULL : "%s", mend);
	gtk_window_set_title(GTK_WINDOW(dialog), title);
	gtk_window_set_position(GTK_WINDOW(dialog), GTK_WIN_POS_CENTER);
	gtk_window_set_skip_taskbar_hint(GTK_WINDOW(dialog), FALSE); /* it is all there is of the application */
	gtk_dialog_add_button(GTK_DIALOG(dialog), button, GTK_RESPONSE_CLOSE);
	gtk_dialog_set_default_response(GTK_DIALOG(dialog), GTK_RESPONSE_CLOSE);
	gtk_dialog_run(GTK_DIALOG(dialog)); /* to which the window manager's button and Escape are answers, too */
	gtk_widget_destroy(dialog);
	return TRUE;
}
