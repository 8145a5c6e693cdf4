// A window with one web view, for the driver's tests: window FILE shows that file.
#include <webkit2/webkit2.h>

int main(int argc, char **argv) {
	gtk_init(&argc, &argv);
	GtkWidget *window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
	gtk_window_set_title(GTK_WINDOW(window), "A window");
	gtk_window_set_default_size(GTK_WINDOW(window), 600, 400);
	g_signal_connect(window, "destroy", gtk_main_quit, NULL);
	GtkWidget *view = webkit_web_view_new();
	gtk_container_add(GTK_CONTAINER(window), view);
	char *uri = g_filename_to_uri(argv[1], NULL, NULL);
	webkit_web_view_load_uri(WEBKIT_WEB_VIEW(view), uri);
	gtk_widget_show_all(window);
	gtk_main();
	return 0;
}
