package sandbox

// listOrganizations answers Organizations: those of the caller, for the switcher.
func listOrganizations(c *call) (any, error) {
	data := []any{}
	for _, o := range c.state.organizationsOf(c.user.ID) {
		data = append(data, map[string]any{"id": o.ID, "name": o.Name, "current": o.ID == c.organization, "favicon": nil})
	}
	return map[string]any{"data": data}, nil
}
