// Prints the text on the clipboard, for the tour: as another program has it, which asks the window for it.
#include <gtk/gtk.h>

int main(int argc, char **argv) {
	gtk_init(&argc, &argv);
	char *text = gtk_clipboard_wait_for_text(gtk_clipboard_get(GDK_SELECTION_CLIPBOARD));
	if (text == NULL)
		return 1;
	fputs(text, stdout);
	g_free(text);
	return 0;
}
