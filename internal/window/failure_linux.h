#ifndef WINDOW_FAILURE_LINUX_H
#define WINDOW_FAILURE_LINUX_H

#include <gtk/gtk.h>

/* Returns once the dialog is closed, or FALSE at once where there is no display. */
gboolean native_show_failure(const char *program, const char *title, const char *problem, const char *mend, const char *button);

#endif
