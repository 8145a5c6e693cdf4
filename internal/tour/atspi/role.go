package atspi

import "fmt"

// Role is what a control is, by AT-SPI's numbers (AtspiRole).
type Role uint32

// The roles that a web page's controls have in WebKitGTK, by the names the web gives them.
const (
	Alert         Role = 2
	CheckBox      Role = 7
	CheckMenuItem Role = 8
	ComboBox      Role = 11
	Dialog        Role = 16
	Frame         Role = 23
	Image         Role = 27
	Label         Role = 29
	List          Role = 31
	ListItem      Role = 32
	Menu          Role = 33
	MenuItem      Role = 35
	PageTab       Role = 37
	PasswordText  Role = 40
	Button        Role = 43
	RadioButton   Role = 44
	RadioMenuItem Role = 45
	Slider        Role = 51
	SpinButton    Role = 52
	StatusBar     Role = 54
	Table         Role = 55
	TableCell     Role = 56
	ColumnHeader  Role = 57
	ToggleButton  Role = 62
	Application   Role = 75
	Paragraph     Role = 73
	Entry         Role = 79
	Heading       Role = 83
	Section       Role = 85
	Form          Role = 87
	Link          Role = 88
	TableRow      Role = 90
	Document      Role = 95
	ListBox       Role = 98
	Notification  Role = 101
	Definition    Role = 108
	Landmark      Role = 110
	Static        Role = 116
)

func (r Role) String() string {
	if int(r) < len(roleNames) {
		return roleNames[r]
	}
	return fmt.Sprintf("role %d", uint32(r))
}

// roleNames are AT-SPI's own, in the order of its numbers.
var roleNames = [...]string{
	"invalid", "accelerator label", "alert", "animation", "arrow", "calendar", "canvas", "check box",
	"check menu item", "color chooser", "column header", "combo box", "date editor", "desktop icon", "desktop frame",
	"dial", "dialog", "directory pane", "drawing area", "file chooser", "filler", "focus traversable",
	"font chooser", "frame", "glass pane", "html container", "icon", "image", "internal frame", "label",
	"layered pane", "list", "list item", "menu", "menu bar", "menu item", "option pane", "page tab", "page tab list",
	"panel", "password text", "popup menu", "progress bar", "push button", "radio button", "radio menu item",
	"root pane", "row header", "scroll bar", "scroll pane", "separator", "slider", "spin button", "split pane",
	"status bar", "table", "table cell", "table column header", "table row header", "tearoff menu item", "terminal",
	"text", "toggle button", "tool bar", "tool tip", "tree", "tree table", "unknown", "viewport", "window",
	"extended", "header", "footer", "paragraph", "ruler", "application", "autocomplete", "edit bar", "embedded",
	"entry", "chart", "caption", "document frame", "heading", "page", "section", "redundant object", "form", "link",
	"input method window", "table row", "tree item", "document spreadsheet", "document presentation",
	"document text", "document web", "document email", "comment", "list box", "grouping", "image map",
	"notification", "info bar", "level bar", "title bar", "block quote", "audio", "video", "definition", "article",
	"landmark", "log", "marquee", "math", "rating", "timer", "static", "math fraction", "math root", "subscript",
	"superscript", "description list", "description term", "description value", "footnote", "content deletion",
	"content insertion", "mark", "suggestion", "push button menu",
}
