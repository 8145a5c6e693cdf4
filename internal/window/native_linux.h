#ifndef WINDOW_NATIVE_LINUX_H
#define WINDOW_NATIVE_LINUX_H

#include <gtk/gtk.h>
#include <stdint.h>

typedef struct { int x, y, width, height, primary; } native_monitor;
typedef struct { int x, y, width, height, positioned, maximised, fullscreen, visible; } native_state;

/* All of these belong to the thread that runs GTK's main loop; native_invoke may be called from any. */
gboolean native_init(void);
void native_await_window(void);
void native_guard(void);
void native_bound_memory(guint tidies, guint gives_up);
void native_invoke(uintptr_t handle);
int native_monitors(native_monitor *into, int room);
gboolean native_positions(void);
int native_menubar_height(void);
void native_show(const native_state *s, int min_width, int min_height);
gboolean native_current(native_state *into);
void native_present(void);
void native_toggle_fullscreen(void);
void native_minimise(void);
void native_theme(int theme);
void native_zoom(double level);
void native_edit(const char *command);
void native_revive(const char *home);
void native_end_web_process(void);
void native_accelerator(guint key, guint modifiers, uintptr_t number);
void native_ask(uintptr_t handle, const char *message, const char *detail, const char *wait, const char *quit, const char *again);
void native_withdraw(void);

#endif
